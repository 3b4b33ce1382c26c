import { encode } from './bytes.ts';

/** Names of months, January first, as logs of several languages write them; the same spelling never means two months. */
const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'january', 'januar', 'janv', 'janvier', 'ene', 'enero', 'gen', 'gennaio', 'janeiro', 'янв', 'января', 'sty', 'oca'],
  ['feb', 'february', 'februar', 'févr', 'fév', 'février', 'febrero', 'febbraio', 'fev', 'fevereiro', 'фев', 'февраля', 'lut', 'şub'],
  ['mar', 'march', 'mär', 'märz', 'mrz', 'mars', 'marzo', 'março', 'mrt', 'мар', 'марта'],
  ['apr', 'april', 'avr', 'avril', 'abr', 'abril', 'aprile', 'апр', 'апреля', 'kwi', 'nis'],
  ['may', 'mai', 'mayo', 'mag', 'maggio', 'maio', 'mei', 'maj', 'май', 'мая'],
  ['jun', 'june', 'juni', 'juin', 'junio', 'giu', 'giugno', 'junho', 'июн', 'июня', 'cze', 'haz'],
  ['jul', 'july', 'juli', 'juil', 'juillet', 'julio', 'lug', 'luglio', 'julho', 'июл', 'июля', 'lip', 'tem'],
  ['aug', 'august', 'août', 'ago', 'agosto', 'авг', 'августа', 'sie', 'ağu'],
  ['sep', 'sept', 'september', 'septembre', 'septiembre', 'set', 'settembre', 'setembro', 'сен', 'сентября', 'wrz', 'eyl'],
  ['oct', 'october', 'okt', 'oktober', 'octobre', 'octubre', 'ott', 'ottobre', 'out', 'outubro', 'окт', 'октября', 'paź', 'eki'],
  ['nov', 'november', 'novembre', 'noviembre', 'novembro', 'ноя', 'ноября', 'lis', 'kas'],
  ['dec', 'december', 'dez', 'dezember', 'déc', 'décembre', 'dic', 'diciembre', 'dicembre', 'dezembro', 'дек', 'декабря', 'gru', 'ara'],
];

const DAYS: readonly string[] =
  'mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday mo di mi do fr sa so lun mer jeu ven sam dim mié jue vie sáb dom gio'.split(
    ' ',
  );

/** What `nameAt` says of a day of the week. */
export const WEEKDAY = 13;

const LONGEST = 24;
const SLOTS = 1_024;
/** Hash and meaning of each name, in open addressing: no string is made for a word that is no name. */
const table = new Int32Array(SLOTS * 2);
for (const [month, names] of MONTHS.entries()) for (const name of names) enter(name, month + 1);
for (const name of DAYS) enter(name, WEEKDAY);

/** End of the name that `nameAt` looked at last. */
export const name = { stop: 0 };

/** The month (1 to 12) or weekday that the letters at `at` spell in any case, or 0; sets `name.stop` to the end of the letters. */
export function nameAt(source: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + LONGEST);
  let hash = 7;
  let stop = at;
  for (; stop < limit; stop += 1) {
    const byte = source[stop] ?? 0;
    const lower = byte < 128 ? byte | 32 : byte;
    if (lower < 97 || (lower > 122 && lower < 128)) break;
    hash = (Math.imul(hash, 31) + lower) | 0;
  }
  name.stop = stop;
  return stop - at < 2 ? 0 : lookUp(hash);
}

function lookUp(hash: number): number {
  for (let slot = hash & (SLOTS - 1); table[slot * 2 + 1] !== 0; slot = (slot + 1) & (SLOTS - 1)) {
    if (table[slot * 2] === hash) return table[slot * 2 + 1] ?? 0;
  }
  return 0;
}

/** Enters the name as written and, where it begins with a letter beyond ASCII, with that letter in upper case and all in upper case. */
function enter(written: string, meaning: number): void {
  const forms = [written, `${written.charAt(0).toUpperCase()}${written.slice(1)}`, written.toUpperCase()];
  for (const form of new Set(forms)) {
    let hash = 7;
    for (const byte of encode(form)) hash = (Math.imul(hash, 31) + (byte < 128 ? byte | 32 : byte)) | 0;
    if (lookUp(hash) !== 0) continue;
    let slot = hash & (SLOTS - 1);
    while (table[slot * 2 + 1] !== 0) slot = (slot + 1) & (SLOTS - 1);
    table[slot * 2] = hash;
    table[slot * 2 + 1] = meaning;
  }
}
