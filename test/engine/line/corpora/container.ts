import { cpp } from './cpp.ts';
import { documents, listing } from './document.ts';
import { dotnet } from './dotnet.ts';
import type { Draw } from './draw.ts';
import { go } from './go.ts';
import { headersOf } from './headers.ts';
import type { Header, Level } from './headers.ts';
import { java } from './java.ts';
import { node } from './node.ts';
import { php } from './php.ts';
import { ordinary } from './prose.ts';
import type { Half } from './prose.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';
import type { Runtime, Stand, Variant } from './specimen.ts';

export const RUNTIMES: readonly Runtime[] = [java, python, go, node, dotnet, ruby, rust, php, cpp, documents];

/** What a container wrote as one record, and what it is. */
export interface Written {
  readonly kind: 'ordinary' | 'trace' | 'listing';
  /** `Java`, `suppressed`: of a trace. */
  readonly runtime: string;
  readonly variant: string;
  readonly lines: readonly string[];
}

export interface Container {
  readonly header: Header;
  readonly written: readonly Written[];
}

interface Plan {
  readonly runtime: Runtime;
  readonly half: Half;
  readonly count: number;
}

const START_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A container of one runtime that says ordinary things and, now and then, prints a trace; sometimes two in a row. */
export function createContainer(draw: Draw, { runtime, half, count }: Plan): Container {
  const header = draw.pick(headersOf(half));
  const records: Written[] = [];
  let atMs = START_MS;
  while (records.length < count) {
    atMs += draw.int(1, 4_000);
    const turn = draw.int(1, 100);
    if (turn <= 12) records.push(...traces(draw, { runtime, half, header, atMs }));
    else if (turn <= 15 && header.name === 'none') records.push({ ...nothing, kind: 'listing', lines: listing(draw, half) });
    else records.push(plain(draw, { half, header, atMs }));
  }
  records.push(plain(draw, { half, header, atMs: atMs + 1 }));
  return { header, written: records };
}

interface Moment {
  readonly half: Half;
  readonly header: Header;
  readonly atMs: number;
}

const nothing = { runtime: '', variant: '' };

function plain(draw: Draw, { half, header, atMs }: Moment): Written {
  const level: Level = draw.pick(['INFO', 'INFO', 'INFO', 'WARN']);
  return { ...nothing, kind: 'ordinary', lines: [header.write({ atMs, level, message: ordinary(draw, half) }, draw)] };
}

function traces(draw: Draw, moment: Moment & { runtime: Runtime }): Written[] {
  const { runtime, half, header, atMs } = moment;
  const chosen = draw.pick(runtime.variants[half]);
  const stands = chosen.stands.filter((stand) => isPossible(stand, header));
  if (stands.length === 0) return [];
  const stand = draw.pick(stands);
  const trace = written(draw, { runtime, variant: chosen, half, header, atMs }, stand);
  // A trace without a header belongs to a headed warning before it, or so it must look to every reader; an info keeps them apart.
  if (stand !== 'alone') return [trace];
  const info: Written = {
    ...nothing,
    kind: 'ordinary',
    lines: [header.write({ atMs, level: 'INFO', message: ordinary(draw, half) }, draw)],
  };
  const again = draw.chance(0.3) ? [written(draw, { runtime, variant: chosen, half, header, atMs }, 'alone')] : [];
  return [info, trace, ...again];
}

/** JSON loggers escape what they say; and where no level tells what a message is about, nobody can tell whose the trace behind it is. */
function isPossible(stand: Stand, { escapes, hasLevel }: Header): boolean {
  return stand === 'alone' || (!escapes && (stand === 'within' || hasLevel));
}

function written(draw: Draw, trace: Moment & { runtime: Runtime; variant: Variant }, stand: Stand): Written {
  const { runtime, variant, half, header, atMs } = trace;
  const lines = variant.lines(draw, half);
  const [first = '', ...rest] = lines;
  const head = (message: string): string => header.write({ atMs, level: 'ERROR', message }, draw);
  const all = stand === 'alone' ? lines : stand === 'behind' ? [head(ordinary(draw, half)), ...lines] : [head(first), ...rest];
  return { kind: 'trace', runtime: runtime.name, variant: `${variant.name}, ${stand}`, lines: all };
}
