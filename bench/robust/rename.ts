/** Gives every service another name, the same one wherever it is named: fields, objects, hosts, texts, answers. */
import { seeded } from '../accuracy/random.ts';
import { isOfCluster, type Line, type LineObject, type Plan } from './line.ts';

export const rename: Plan = ({ recordings, truth, seed }) => {
  const names = new Set<string>();
  const products = new Set<string>();
  for (const lines of recordings) for (const line of lines) collect(line, names, products);
  for (const name of namesOfTruth(truth)) names.add(name);
  const given = newNames([...names], seed);
  const rewrite = createRewriting(given, products);
  return {
    recording: (lines) => lines.map((line): Line => JSON.parse(rewrite(JSON.stringify(line)))),
    truth: (text) =>
      JSON.stringify(JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? answerOf(value, given, rewrite) : value))),
  };
};

/** An answer that is a name has its new one, also where it is the name of a product. */
function answerOf(value: string, given: ReadonlyMap<string, string>, rewrite: (text: string) => string): string {
  const [, kind = '', name = ''] = /^(app\/)?(.*)$/s.exec(value) ?? [];
  const renamed = given.get(name);
  return renamed === undefined ? rewrite(value) : kind + renamed;
}

const namedKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'Service', 'CronJob', 'Job'];

interface Named {
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

function collect({ namespace, workload, object }: Line, names: Set<string>, products: Set<string>): void {
  for (const { namespace: of, name = '' } of [{ namespace, name: workload }, ...namedBy(object)])
    if (!isOfCluster({ namespace: of, name }) && name.length > 2) names.add(name);
  // What somebody has under a name of their own (`shop/cart:7`) is no product that texts speak of.
  for (const [, product = ''] of JSON.stringify(object?.spec ?? '').matchAll(/"image":"(?:docker\.io\/)?(?:library\/)?([a-z0-9.-]+)[:@"]/g))
    products.add(product);
}

function namedBy(object: LineObject | undefined): readonly Named[] {
  if (object?.metadata === undefined) return [];
  const { name, namespace, labels } = object.metadata;
  return [{ namespace, name: labels?.['app'] }, ...(namedKinds.includes(object.kind ?? '') ? [{ namespace, name }] : [])];
}

/** Of whatever kind the suite is: who is to be named. */
function namesOfTruth(truth: string): readonly string[] {
  const parsed: Readonly<Record<string, Readonly<Record<string, unknown>>>> = JSON.parse(truth);
  return Object.values(parsed).flatMap(({ service, subsystem, object }) => [
    ...(typeof service === 'string' ? [service] : []),
    ...(typeof subsystem === 'string' ? [subsystem] : []),
    ...(typeof object === 'string' && object.startsWith('app/') ? [object.slice(4)] : []),
  ]);
}

/** A name that begins with another one goes on to do so. */
function newNames(names: readonly string[], seed: number): ReadonlyMap<string, string> {
  const random = seeded('rename', seed);
  const given = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of names.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
    const stem = [...given.keys()].findLast((other) => name.startsWith(`${other}-`));
    let made = stem === undefined ? '' : `${given.get(stem) ?? ''}${name.slice(stem.length)}`;
    // One word stays one: it may stand where no dash can, as in the name of a logger.
    const dash = name.includes('-') ? '-' : '';
    while (made === '' || taken.has(made)) made = `${syllables(random)}${dash}${syllables(random)}`;
    taken.add(made);
    given.set(name, made);
  }
  return given;
}

const onsets = 'b d f g k l m n p r s t v z'.split(' ');
const vowels = 'a e i o u'.split(' ');

/** Pronounceable and no word: `tovuki`. */
export function syllables(random: { pick<T>(items: readonly T[]): T }): string {
  return Array.from({ length: 3 }, () => random.pick(onsets) + random.pick(vowels)).join('');
}

/**
 * As it is written, and as environment variables and code write it. What is also the name of a product, as `redis`, is only a name where
 * a host or a pod stands: in a text it may speak of the product.
 */
function createRewriting(names: ReadonlyMap<string, string>, products: ReadonlySet<string>): (text: string) => string {
  const spellings = new Map<string, string>();
  for (const [from, to] of names) {
    spellings.set(from, to);
    const [snake, other] = [from.replaceAll('-', '_'), to.replaceAll('-', '_')];
    if (!products.has(from)) spellings.set(snake.toUpperCase(), other.toUpperCase());
    if (snake !== from) spellings.set(snake, other);
  }
  const plain = [...spellings.keys()].filter((name) => !products.has(name)).toSorted(longestFirst);
  const narrow = [...spellings.keys()].filter((name) => products.has(name)).toSorted(longestFirst);
  const patterns = [
    ...(plain.length > 0 ? [new RegExp(`(?<![A-Za-z0-9])(?:${plain.map(escaped).join('|')})(?![A-Za-z0-9])`, 'g')] : []),
    ...(narrow.length > 0
      ? [
          new RegExp(
            `(?<=")(?:${narrow.map(escaped).join('|')})(?=[":.-])|(?<=[ /@])(?:${narrow.map(escaped).join('|')})(?=:\\d|\\.[a-z-]+\\.svc|-[a-z0-9]{5,10}-)`,
            'g',
          ),
        ]
      : []),
  ];
  return (text) => patterns.reduce((changed, pattern) => changed.replace(pattern, (name) => spellings.get(name) ?? name), text);
}

function longestFirst(a: string, b: string): number {
  return b.length - a.length || (a < b ? -1 : 1);
}

function escaped(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
