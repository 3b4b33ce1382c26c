/** The words of code and of logs on one footing: identifiers taken apart, endings cut, without what stands everywhere. */

const longest = 8_192;
const mostWords = 400;

/** Each word once: `registerAgents(cfg)` has `register`, `agent`, `cfg`. */
export function wordsOf(text: string): ReadonlySet<string> {
  const apart = text
    .slice(0, longest)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase();
  const words = new Set<string>();
  for (const [word] of apart.matchAll(/[a-z][a-z0-9]{2,}/g)) {
    if (common.has(word) || /\d.*\d.*\d/.test(word)) continue;
    words.add(stem(word));
    if (words.size >= mostWords) break;
  }
  return words;
}

function stem(word: string): string {
  const cut = word.length > 5 ? word.replace(/(?:ations?|ings?|ers?|ed|es|s|e)$/, '') : word.replace(/s$/, '');
  return cut.length >= 3 ? cut : word;
}

/** Words of programming and of logging, which any two texts share. */
const common: ReadonlySet<string> = new Set(
  (
    'the and for with from that this not was are has have had been but its into out all any can could will would should may must ' +
    'return returns returned func function def var let const type struct interface class import package export public private static void ' +
    'new nil null none undefined true false else elif case switch default break continue try catch throw throws raise except finally async await ' +
    'string str int integer float bool boolean byte bytes char number map list array object dict error errors err exception failed fail fails failure failing ' +
    'log logger logging info warn warning debug level message msg get set add use using used value values name key data file line src lib pkg main test ' +
    'http https www com org net github request requests response service services server client status code'
  ).split(' '),
);
