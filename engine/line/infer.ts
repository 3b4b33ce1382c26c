import type { Level } from '../domain.ts';

/** Longest text that is looked at. */
const LOOKED_AT = 400;

/** Runtimes' last words, in the languages they speak; roots, so that their forms are found, too. */
const FATAL = words(
  '致命|崩溃|内存不足|メモリ不足|クラッシュ|치명|메모리 부족',
  String.raw`panic(?!=\d)|fatal\p{L}*|segfault|segmentation fault|out of memory|oom-?kill(?:ed)?|core dumped|uncaught|unhandled|SIGSEGV|SIGABRT|SIGBUS`,
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

/** A warning that says so first, behind the names of who says it: `adduser: Warning: no such directory`, `a.c:7:1: warning: unused`. */
const WARNED =
  /^(?:[^\s:]+:(?:\d+:)* ){0,2}(?:warn(?:ing)?|warnung|avertissement|advertencia|aviso|avviso|waarschuwing|ostrzeżenie|предупреждение): /iu;

/** Words of failure that may be the name of a count, a setting or a field. */
const COUNTED =
  'errors?|err|failures?|fail(?:ed|s)?|exceptions?|panics?|crashe[sd]|denied|refused|rejected|aborted|killed|warnings?|retries|missing|invalid';
/** A value that says there are none; a word, unlike a number, only where nothing goes on behind it. */
const NONE = String.raw`(?:0(?:\.0+)?%?(?![\p{L}\d]|\.\d)|""|''|\[\]|\{\}|(?:none|null|nil|false|off|no|ok|disabled|-)(?=["']?(?:$|[,;)\]}|]|\s+\S+[=:])))`;

/** What speaks of failures and says that there are none, or only names something. */
const HARMLESS = new RegExp(
  [
    String.raw`(?<![\p{L}\d])(?:no|0|zero|without|without any|keine?|ohne|sans|aucune?|sin|ningún|sem|nenhum|senza|nessun|geen|bez|нет|без) (?:errors?|exceptions?|failures?|failed|warnings?|fehler|erreurs?|errore?s?|fallos?|erros?|fouten|błęd\p{L}*|ошибок)(?!\p{L})`,
    // `0 tests failed`, `0 of 7 failed`, `0/7 failed`
    String.raw`(?<![\p{L}\d.,])0(?:(?: of |/)\d+)?(?: \p{L}+s)? (?:(?:were|have|has) )?(?:${COUNTED})(?!\p{L})`,
    String.raw`(?:not|never|didn't|non-?) ?(?:fail(?:ed|ing)?|fatal|denied|refused)(?!\p{L})`,
    // `errors=0`, `error rate: 0.0%`, `error_log=off`
    String.raw`(?<![\p{L}_.-])[\p{L}_.-]{0,24}?(?:${COUNTED})[\p{L}_.-]{0,16}(?: (?:rate|count|total|ratio))?["']?\s*[=:]\s*["']?${NONE}`,
    String.raw`\bexit(?:ed)?(?: with)?(?: code| status)? 0\b`,
    // What handles failures, and options of programs.
    String.raw`(?:error|exception|failure|panic)s?[ -](?:handl|report|logg?|page|track|budget|correct|threshold|recover|free)\p{L}*`,
    String.raw`(?<![^\s"'(\[])--?\p{L}[\p{L}\d_-]*(?:=\S*)?`,
  ].join('|'),
  'giu',
);

/** What the words of a message that carries no level suggest. Reads at most 400 characters; words that no list has suggest nothing. */
export function inferLevel(text: string): Level {
  const looked = text.slice(0, LOOKED_AT);
  const level = levelOfWords(looked);
  // Most messages have no such word, and need not be searched for what makes it harmless.
  return level === 'info' ? level : levelOfWords(looked.replaceAll(HARMLESS, ''));
}

function levelOfWords(text: string): Level {
  if (FATAL.test(text)) return 'fatal';
  if (WARNED.test(text)) return 'warning';
  const status = Number(STATUS.exec(text)?.[1] ?? 0);
  if (ERROR.test(text) || FAILED.test(text) || status >= 500) return 'error';
  return WARNING.test(text) || status >= 400 ? 'warning' : 'info';
}

/**
 * Any of the alternatives as a whole word, or of those in scripts that put no blanks between words. A part of a path or of a longer name, such as
 * `libgpg-error`, `error_log` and `errors.html`, is none, but `error_code` and `login_failed` are.
 */
function words(free: string, ...bordered: readonly string[]): RegExp {
  const before = String.raw`(?<![\p{L}\p{N}/])(?<![\p{L}\p{N}]-(?=errors?|exceptions?|fail(?!ed)|slow|retry|missing|invalid|warn))`;
  const field = '(?:code|message|msg|text|description|details?|reason|cause|stack)(?!\\p{L})';
  const behind = String.raw`(?![\p{L}\p{N}]|[-_](?!${field})\p{L}|\.(?:log|html?|js|ts|json|txt|php|py|go|conf|ya?ml|xml)\b)`;
  return new RegExp(`${before}(?:${bordered.join('|')})${behind}|${free}`, 'iu');
}
