/** Applications that complain in words nobody knows: what English says of errors becomes nonsense, each word always the same. */
import { seeded } from '../accuracy/random.ts';
import { isOfCluster, type Line, type Plan } from './line.ts';
import { syllables } from './rename.ts';

const stems =
  'abort|bad|broken|cannot|corrupt|crash|denied|deny|disconnect|down|error|exceed|exception|exhausted|expired|fail|fatal|forbidden|full|hang|illegal|' +
  'incorrect|insufficient|invalid|killed|lost|mismatch|missing|outage|overflow|panic|problem|refused|reject|reset|retry|slow|stuck|terminated|' +
  'throttl|timeout|timed out|too many|unable|unauthorized|unavailable|unexpected|unhealthy|unknown|unreachable|unresolved|violation|warn|wrong';

/** Small or with one capital, with its ending; names in code (`TimeoutException`, `ERR_REFUSED`) stay what they are. */
const complaint = new RegExp(`(?<![A-Za-z_.$])(?:${stems})(?:s|ed|ing|ure|ures|ion|ions|ling|led)?(?![A-Za-z_$(])`, 'gi');

/** What a level column or field holds is no English. */
const levelField = /(?:"?(?:level|severity|severity_text|lvl|levelname|log\.level)"?\s*[:=]\s*"?)$/i;

export const replaceWords: Plan = ({ seed }) => {
  const random = seeded('words', seed);
  const given = new Map<string, string>();
  const nonsense = (word: string): string => {
    let made = given.get(word);
    if (made === undefined) given.set(word, (made = syllables(random)));
    return made;
  };
  return {
    recording: (lines) => lines.map((line) => (isOfApplication(line) ? { ...line, line: rewrite(line.line ?? '', nonsense) } : line)),
  };
};

function isOfApplication({ type, namespace, workload = '' }: Line): boolean {
  return type === 'log' && !isOfCluster({ namespace, name: workload });
}

function rewrite(text: string, nonsense: (word: string) => string): string {
  return text.replace(complaint, (word: string, at: number) => {
    const isLevel = word === word.toUpperCase() || levelField.test(text.slice(Math.max(0, at - 24), at));
    if (isLevel) return word;
    const made = nonsense(word.toLowerCase());
    return word.charAt(0) === word.charAt(0).toUpperCase() ? made.charAt(0).toUpperCase() + made.slice(1) : made;
  });
}
