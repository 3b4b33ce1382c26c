import type { Level } from '../domain.ts';

/** Longest text that is looked at. */
const LOOKED_AT = 400;

/** Runtimes' last words, in the languages they speak; roots, so that their forms are found, too. */
const FATAL = words(
  '致命|崩溃|内存不足|メモリ不足|クラッシュ|치명|메모리 부족',
  String.raw`panic|fatal\p{L}*|segfault|segmentation fault|out of memory|oom-?kill(?:ed)?|core dumped|uncaught|unhandled|SIGSEGV|SIGABRT|SIGBUS`,
  'schwerwiegend|absturz|abgestürzt|kein speicher|plantage|mémoire insuffisante|sin memoria|memória insuficiente|memoria esaurita',
  String.raw`критическ\p{L}*|нехватка памяти`,
);

const ERROR = words(
  '错误|錯誤|失败|失敗|异常|拒绝|无法|エラー|例外|拒否|できません|오류|실패|거부|예외',
  String.raw`errors?|exceptions?|fail(?:ed|ure|ures|s|ing)?|traceback|cannot|can't|could ?n[o']t|unable to|refused|denied|aborted|unreachable|corrupt(?:ed|ion)?`,
  String.raw`crash(?:ed)?|killed|SIGKILL|SIGTERM|ECONN[A-Z]+|ETIMEDOUT|ENOTFOUND|ENOSPC|EACCES|EPIPE|ENOENT|EADDRINUSE`,
  String.raw`fehler|fehlgeschlagen|gescheitert|verweigert|abgelehnt|abgebrochen|nicht möglich|ausnahme`,
  String.raw`erreurs?|échec|échoué\p{L}*|refusée?s?|impossible|interdite?s?`,
  String.raw`errores|fall[oó]|fallid[oa]s?|rechazad[oa]s?|denegad[oa]s?|imposible|no se pudo|excepción|abortad[oa]`,
  String.raw`erros?|falha|falhou|negad[oa]|recusad[oa]|não foi possível|exceção`,
  String.raw`errore|errori|fallit[oaie]|negato|rifiutat[oa]|impossibile|eccezione`,
  String.raw`fout|mislukt|geweigerd|misslyckades|feilet|mislykkedes|virhe|błąd|błęd\p{L}*|nie udało|odmowa|chyba|selhal\p{L}*`,
  String.raw`hata|başarısız|reddedildi|ошибк\p{L}*|сбо[йи]|не удалось|отказано|исключени\p{L}*`,
);

const WARNING = words(
  '警告|注意|超时|逾時|找不到|タイムアウト|見つかりません|경고|시간 초과',
  String.raw`warn(?:ing)?|deprecated|retry(?:ing)?|timed? ?out|slow|throttl(?:ed|ing)|invalid|not found|missing|exceed(?:s|ed)|degraded|unhealthy`,
  String.raw`warnung|achtung|veraltet|langsam|ungültig|nicht gefunden|fehlt|zeitüberschreitung|überschritten`,
  String.raw`avertissement|attention|obsolète|lente?|invalide|introuvable|manquante?|délai dépassé|expirée?`,
  String.raw`advertencia|aviso|obsolet[oa]|lent[oa]|inválid[oa]|no encontrad[oa]|falta|tiempo (?:de espera )?agotado|excedid[oa]|bloquead[oa]`,
  String.raw`não encontrad[oa]|tempo esgotado|avviso|avvertenza|attenzione|scadut[oa]|non trovat[oa]|mancante|waarschuwing|niet gevonden|verlopen`,
  String.raw`ostrzeżenie|uwaga|nie znaleziono|uyarı|bulunamadı|предупреждени\p{L}*|внимание|устарел\p{L}*|не найден\p{L}*|тайм-?аут`,
);

/** Of an exception's name and of a process that says how it ended. */
const FAILED =
  /\p{L}(?:Exception|Error)(?![\p{L}])|\bexit(?:ed)?\b(?: with| status| code|Code|Status|_code|ed)*\W{0,3}[1-9]\d*\b|\b(?:rc|exitcode|exit_code|errno)\W{1,3}[1-9]/u;

/** Statuses of HTTP where a word or a protocol says that they are some. */
const STATUS = /(?:\b(?:status(?:[ _]?code)?|code|response|returned|HTTP)|HTTP\/\d(?:\.\d)?)["'\s:=]{1,4}([1-5]\d\d)(?![\d.])/i;

/** What speaks of failures and says that there are none. */
const HARMLESS = new RegExp(
  [
    String.raw`(?<![\p{L}\d])(?:no|0|zero|without|without any|keine?|ohne|sans|aucune?|sin|ningún|sem|nenhum|senza|nessun|geen|bez|нет|без) (?:errors?|exceptions?|failures?|failed|fehler|erreurs?|errore?s?|fallos?|erros?|fouten|błęd\p{L}*|ошибок)(?!\p{L})`,
    String.raw`(?<!\p{L})[\p{L}_]*(?:errors?|failures?|failed|exceptions?)["']?\s*[=:]\s*["']?(?:0|none|null|nil|false)(?![\p{L}\d])`,
    String.raw`\bexit(?:ed)?(?: with)?(?: code| status)? 0\b`,
  ].join('|'),
  'giu',
);

/** What the words of a message that carries no level suggest. Reads at most 400 characters; words that no list has suggest nothing. */
export function inferLevel(text: string): Level {
  const looked = text.slice(0, LOOKED_AT).replaceAll(HARMLESS, '');
  if (FATAL.test(looked)) return 'fatal';
  const status = Number(STATUS.exec(looked)?.[1] ?? 0);
  if (ERROR.test(looked) || FAILED.test(looked) || status >= 500) return 'error';
  return WARNING.test(looked) || status >= 400 ? 'warning' : 'info';
}

/** Any of the alternatives as a whole word, or of those in scripts that put no blanks between words. */
function words(free: string, ...bordered: readonly string[]): RegExp {
  return new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${bordered.join('|')})(?!\p{L})|${free}`, 'iu');
}
