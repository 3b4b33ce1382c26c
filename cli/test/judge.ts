/** What would have been said of each incident, to whom and when: asked at every look, as the operator asks. */
import { decidePage, decidePost } from '../../engine/index.ts';
import type { Decision, Engine, Findings, Gate, Incident, PolicySettings } from '../../engine/index.ts';

export interface Judged {
  /** As last seen. */
  incident: Incident;
  /** Null: never. */
  postedAtMs: number | null;
  pagedAtMs: number | null;
  /** Of the moment of the message, and of the page; where there was none, of the last look while it lasted. */
  postGates: readonly Gate[];
  pageGates: readonly Gate[];
}

export interface Judge {
  looked(nowMs: number, findings: Findings): void;
  /** In the order of their opening. */
  readonly judged: readonly Judged[];
}

const dayMs = 86_400_000;

export function createJudge(engine: Pick<Engine, 'incidents' | 'changes'>, settings: PolicySettings): Judge {
  const all = new Map<string, Judged>();
  return {
    get judged() {
      return [...all.values()];
    },
    looked(nowMs, { changes }) {
      for (const { incident } of changes) note(all, incident, { nowMs, settings });
      // What does not change may still last long enough, or come out of a window.
      for (const incident of engine.incidents()) {
        const judged = all.get(incident.id);
        if (judged === undefined || judged.pagedAtMs !== null) continue;
        const rollouts = engine
          .changes()
          .flatMap(({ kind, workload, atMs, preexisting }) =>
            kind === 'rollout' && workload !== null && preexisting !== true ? [{ workload, atMs }] : [],
          );
        const { yes, gates } = decidePage(incident, settings, { nowMs, rollouts, ...around(all, judged, nowMs) });
        Object.assign(judged, { pageGates: gates, pagedAtMs: yes ? nowMs : null });
      }
    },
  };
}

interface Given {
  readonly nowMs: number;
  readonly settings: PolicySettings;
}

function note(all: Map<string, Judged>, incident: Incident, { nowMs, settings }: Given): void {
  const known = all.get(incident.id);
  // At its end nothing begins to be said of it.
  const isLate = known !== undefined && incident.state === 'resolved';
  const post: Decision | null = isLate ? null : decidePost(incident, settings);
  if (known === undefined) {
    const unasked = decidePage(incident, settings);
    all.set(incident.id, {
      incident,
      postedAtMs: post?.yes ? nowMs : null,
      pagedAtMs: null,
      postGates: post?.gates ?? [],
      pageGates: unasked.gates,
    });
    return;
  }
  known.incident = incident;
  if (post !== null && known.postedAtMs === null) Object.assign(known, { postGates: post.gates, postedAtMs: post.yes ? nowMs : null });
}

/** The same receiver awake because of the same object, and the pages of the last 24 hours. */
function around(
  all: ReadonlyMap<string, Judged>,
  own: Judged,
  nowMs: number,
): { readonly pagedFor: string | null; readonly pagesLately: number } {
  const others = [...all.values()].filter((other) => other !== own && other.pagedAtMs !== null);
  const cause = blamed(own.incident);
  const same = others.find(({ incident }) => incident.state === 'open' && cause !== null && blamed(incident) === cause);
  return { pagedFor: same?.incident.id ?? null, pagesLately: others.filter(({ pagedAtMs }) => nowMs - (pagedAtMs ?? 0) < dayMs).length };
}

function blamed({ causes: [cause] }: Incident): string | null {
  if (cause === undefined) return null;
  return cause.workload ?? (cause.node === null ? null : `node/${cause.node}`);
}
