/**
 * Words whose change changes the meaning of a line: they never become a wildcard, so `VM Started` and `VM Paused` stay apart. Each row
 * is one opposition; the forms of a verb are made from its stem. Lines in other languages lose nothing but this protection.
 */
const STEMS =
  'start stop paus resum suspend restart succeed fail enabl disabl open clos connect disconnect reconnect accept reject allow deni refus creat delet destroy add remov ' +
  'insert updat lock unlock mount unmount attach detach join leav enter exit begin end finish complet abort cancel kill terminat crash launch shut register deregister ' +
  'unregister subscrib unsubscrib acquir releas allocat free commit rollback load unload install uninstall bind unbind grant revok expir renew increas decreas ' +
  'rais clear activat deactivat send receiv read write upload download encrypt decrypt promot demot login logout drop recover elect skip retri timeout evict schedul ' +
  'pull push block unblock enqueu dequeu panick interrupt throttl degrad block validat invalidat freez thaw arriv depart';
const ENDINGS = ['', 's', 'es', 'ed', 'e', 'ing', 'y', 'ies', 'ied', 'ned', 'ning', 'ped', 'ping', 'ted', 'ting', 'red', 'ring'];
const WORDS =
  'up down on off in out yes no not true false ok okay error errors warning warn info fatal critical debug success successful successfully ' +
  'succeeded failure failures unsuccessful healthy unhealthy ready unready notready available unavailable reachable unreachable online offline ' +
  'active inactive alive dead valid invalid found missing present absent full empty abnormal supported unsupported permitted denied ' +
  'lost established reset sent shutdown startup halted booted left begun began wrote written got gone too without never bound unbound connect ' +
  'timedout oom signal sigterm sigkill sigsegv sigabrt sigint sighup hit miss';

/** Every guarded word, in lower case. */
export const guarded: ReadonlySet<string> = guardedWords();

/** Whether the word carries the meaning of its line. */
export function isGuarded(word: string): boolean {
  return word.length <= 16 && guarded.has(word.toLowerCase());
}

/** Methods of HTTP requests (RFC 9110), which say how something was asked for and not what came of it. */
export const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']);

/** What a flag is set to: part of what the line means only where its name is, as in `success=false`. */
export const FLAGS: readonly string[] = 'true false yes no True False Yes No TRUE FALSE YES NO'.split(' ');

/** What programs write for a value that they have not, in lower case. */
export const MISSING: ReadonlySet<string> = new Set(['-', '--', '?', 'n/a', 'nan', 'nil', 'none', 'null', 'undefined']);

/** Words before a small number that make the number part of the meaning: `exit code 137`, `status 503`, `signal 9`. */
export const NUMBER_GUARDS: readonly string[] = [
  'status',
  'Status',
  'code',
  'Code',
  'exit',
  'exited',
  'errno',
  'signal',
  'Signal',
  'rc',
  'exitCode',
  'statusCode',
  'status_code',
  'exit_code',
  'STATUS',
];

/** Words of errors, in lower case; who writes levels needs none of them. */
export const ALARMS: readonly string[] =
  'error errors failed failure failures exception fatal panic critical denied refused timeout cannot unable traceback killed crash crashed aborted corrupt corrupted'.split(
    ' ',
  );

/** Units behind a number: `3 KB` and `2 MB` are the same thing of different size. */
export const UNITS: readonly string[] =
  'B KB MB GB TB KiB MiB GiB TiB kB kb mb gb byte bytes ns us ms s sec secs second seconds min mins minute minutes h hr hour hours day days %'.split(
    ' ',
  );

/** Names that, beside a number, make a date. */
export const CALENDAR: readonly string[] = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun'.split(' ');

function guardedWords(): ReadonlySet<string> {
  const words = new Set(WORDS.split(' '));
  for (const stem of STEMS.split(' ')) {
    for (const ending of ENDINGS) words.add(stem + ending);
    // `cancelled`: British English doubles the letter.
    if (stem.endsWith('l')) words.add(`${stem}led`).add(`${stem}ling`);
  }
  return words;
}
