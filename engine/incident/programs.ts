/**
 * Which program writes the lines of a workload. Where logs are files, streams of several programs may share a name (`api`, `server`), and a container
 * may run more than one: the loggers' names tell them apart.
 */
import { rankOf } from '../anomaly/rules/rule.ts';
import type { Cause, WorkloadId } from '../domain.ts';
import { programOf } from '../line/logger.ts';
import { parseWorkloadId } from '../evidence/owner.ts';
import type { RecordListener } from './traces/listener.ts';
import type { Failing } from './trouble.ts';

export type ProgramsState = readonly (readonly [WorkloadId, readonly (readonly [template: string, program: string, isCalm: boolean])[]])[];

export interface Programs extends RecordListener {
  /** Null where no logger says. */
  of(workload: WorkloadId, template: string): string | null;
  forget(workload: WorkloadId): void;
  /** Patterns of which there were too many. */
  refused(): number;
  snapshot(): ProgramsState;
  restore(state: ProgramsState | undefined): void;
}

interface Known {
  /** How many lines of each pattern were looked at; enough once a logger was found. */
  readonly looks: Map<number, number>;
  readonly byTemplate: Map<string, { readonly program: string; readonly isCalm: boolean }>;
  /** Patterns of each program that are no errors: the lines of one stack trace would outvote all that is written on a good day. */
  readonly votes: Map<string, number>;
}

const mostLooks = 3;
const mostPatterns = 2_000;
const mostWorkloads = 5_000;
/** A library's logger has few of the patterns: it speaks for the program that uses it. */
const leastShare = 0.2;

export function createPrograms(): Programs {
  const known = new Map<WorkloadId, Known>();
  let refused = 0;
  return {
    record(source, { pattern, record }) {
      const own = knownOf(known, source.id);
      const looks = own?.looks.get(pattern) ?? 0;
      if (own === undefined || looks >= mostLooks) return;
      if (looks === 0 && own.looks.size >= mostPatterns) {
        refused += 1;
        return;
      }
      const program = record.logger === undefined ? null : programOf(record.logger);
      own.looks.set(pattern, program === null ? looks + 1 : mostLooks);
      if (program !== null) vote(own, source.miner.pattern(pattern).id, { program, isCalm: rankOf(record.level) < rankOf('error') });
    },
    merge: () => undefined,
    of(workload, template) {
      const own = known.get(workload);
      return own === undefined ? null : speaker(own, template);
    },
    forget: (workload) => void known.delete(workload),
    refused: () => refused,
    snapshot: () => [...known].map(([workload, own]) => [workload, saved(own)] as const),
    restore(state) {
      known.clear();
      for (const [workload, templates] of state ?? []) {
        const own = knownOf(known, workload);
        for (const [template, program, isCalm] of templates.slice(0, mostPatterns)) if (own) vote(own, template, { program, isCalm });
      }
    },
  };
}

function knownOf(known: Map<WorkloadId, Known>, workload: WorkloadId): Known | undefined {
  const found = known.get(workload);
  if (found !== undefined || known.size >= mostWorkloads) return found;
  const fresh: Known = { looks: new Map(), byTemplate: new Map(), votes: new Map() };
  known.set(workload, fresh);
  return fresh;
}

function vote({ byTemplate, votes }: Known, template: string, one: { readonly program: string; readonly isCalm: boolean }): void {
  if (byTemplate.has(template)) return;
  byTemplate.set(template, one);
  if (one.isCalm) votes.set(one.program, (votes.get(one.program) ?? 0) + 1);
}

/** The program that the logger names, else the one that most of the patterns are of. */
function speaker({ byTemplate, votes }: Known, template: string): string | null {
  const program = byTemplate.get(template)?.program ?? null;
  const [most, count] = [...votes].reduce<readonly [string | null, number]>((best, next) => (next[1] > best[1] ? next : best), [null, 0]);
  return program !== null && (votes.get(program) ?? 0) >= leastShare * count ? program : most;
}

function saved({ byTemplate }: Known): ProgramsState[number][1] {
  return [...byTemplate].map(([template, { program, isCalm }]) => [template, program, isCalm] as const);
}

/** Says of each cause which program of the workload it is, where the name of the workload does not. */
export function withPrograms(causes: readonly Cause[], members: readonly Failing[], programs: Pick<Programs, 'of'>): readonly Cause[] {
  return causes.map((cause) => {
    const { workload } = cause;
    const program =
      workload === null
        ? null
        : programIn(
            members.find(({ entity }) => entity === workload),
            programs,
          );
    if (workload === null || program === null || parseWorkloadId(workload).name.toLowerCase().includes(program)) return cause;
    return { ...cause, program, reasons: [...cause.reasons, `the lines that show it are written by ${program}`] };
  });
}

/** That of the first error. */
function programIn(member: Failing | undefined, programs: Pick<Programs, 'of'>): string | null {
  const errors = (member?.troubles ?? []).filter(({ kind }) => kind === 'errors').toSorted((a, b) => a.sinceAtMs - b.sinceAtMs);
  for (const { anomaly } of errors) {
    const program = anomaly?.template ? programs.of(anomaly.workload, anomaly.template.id) : null;
    if (program !== null) return program;
  }
  return null;
}
