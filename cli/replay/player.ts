import { sumCoverage } from '../../engine/index.ts';
import type { Anomaly, Attribution, Blame, Coverage, Engine, Findings, Incident, LogStream, Suspect } from '../../engine/index.ts';
import type { LogPlace } from './heads.ts';
import type { Read } from './recording.ts';
import type { Survey } from './survey.ts';
import { createSuspicion } from './suspicion.ts';
import { createTicker } from './ticker.ts';

/** What the engine found, each anomaly once, at its worst. */
export interface Played {
  readonly fromAtMs: number;
  readonly toAtMs: number;
  readonly anomalies: readonly FoundAnomaly[];
  /** As last seen, in the order of their opening. */
  readonly incidents: readonly Incident[];
  /** What is to blame at the end. */
  readonly blame: Blame;
  /** When a change was blamed most surely. */
  readonly attribution: Attribution;
  /** Who was suspected, as surely as ever, best first. */
  readonly suspects: readonly Suspect[];
  readonly coverage: Coverage;
  /** Null, or what the baselines still lack. */
  readonly learning: string | null;
  /** Lines of the recording that nothing was made of, by type. */
  readonly unused: ReadonlyMap<string, number>;
}

export interface FoundAnomaly {
  /** When the engine first said so. */
  readonly detectedAtMs: number;
  readonly anomaly: Anomaly;
}

export interface Player {
  play(recorded: Read, source: { readonly survey: Survey; readonly shiftMs: number }): void;
  /** From here on, what is found is kept; before, the engine only learned. */
  begin(): void;
  end(): Played;
}

export interface PlayerOptions {
  /** Of log lines, which are read. */
  readonly isRead?: (place: LogPlace) => boolean;
  /** After every look of the engine that is kept. */
  readonly looked?: (nowMs: number, findings: Findings) => void;
}
/** What normal operation teaches; objects and Events of another time would be evidence for what they have nothing to do with. */
const learnable: ReadonlySet<string> = new Set(['metric', 'span']);

/** More anomalies tell nobody anything; the later ones are counted by the incidents all the same. */
const mostAnomalies = 10_000;

export function createPlayer(engine: Engine, { isRead, looked }: PlayerOptions = {}): Player {
  const anomalies = new Map<string, FoundAnomaly>();
  const incidents = new Map<string, Incident>();
  const unused = new Map<string, number>();
  const streams = createStreams();
  let fromAtMs = Number.NaN;
  let isLearning = true;
  const suspicion = createSuspicion(engine);
  const ticker = createTicker((nowMs) => {
    if (isLearning) {
      engine.learn(nowMs);
      return;
    }
    const findings = engine.tick(nowMs);
    for (const anomaly of findings.anomalies) keepWorst(anomalies, anomaly, nowMs);
    for (const { incident } of findings.changes) incidents.set(incident.id, incident);
    looked?.(nowMs, findings);
    suspicion.look(nowMs);
  });

  return {
    play(recorded, { survey, shiftMs }) {
      const atMs = recorded.atMs + shiftMs;
      if (Number.isNaN(fromAtMs)) fromAtMs = atMs;
      ticker.advance(atMs);
      if (recorded.type === 'tick') return;
      if (recorded.type === 'missed')
        engine.missed(survey.workloadOf(recorded.namespace, recorded.workload, null), recorded.reason, recorded.lines, atMs);
      else if (recorded.type === 'other') unused.set(recorded.name, (unused.get(recorded.name) ?? 0) + 1);
      else if (recorded.type === 'log') {
        const { place, bytes } = recorded;
        if (isRead?.(place) === false) return;
        engine.push({ stream: streams.of(place, survey), framing: 'auto', bytes, receivedAtMs: atMs });
      } else if (!isLearning || learnable.has(recorded.type)) engine.observe({ ...recorded, atMs });
    },
    begin() {
      ticker.finish();
      unused.clear();
      fromAtMs = Number.NaN;
      isLearning = false;
    },
    end() {
      ticker.finish();
      return {
        fromAtMs,
        toAtMs: ticker.lastAtMs,
        anomalies: [...anomalies.values()],
        incidents: [...incidents.values()],
        blame: engine.blame(),
        attribution: suspicion.attribution(),
        suspects: suspicion.suspects(),
        coverage: sumCoverage(engine.workloads().map(({ coverage }) => coverage)),
        learning: engine.learning(),
        unused,
      };
    },
  };
}

/** The same stream for the same place: who wrote it is looked up once. */
function createStreams(): { of(place: LogPlace, survey: Survey): LogStream } {
  const known = new WeakMap<LogPlace, { readonly survey: Survey; readonly stream: LogStream }>();
  return {
    of(place, survey) {
      const before = known.get(place);
      if (before?.survey === survey) return before.stream;
      const stream = streamOf(place, survey);
      known.set(place, { survey, stream });
      return stream;
    },
  };
}

function streamOf({ namespace, workload, pod, container, node, isPrevious }: LogPlace, survey: Survey): LogStream {
  return {
    workload: survey.workloadOf(namespace, workload, pod),
    pod: pod ?? workload,
    container: container ?? 'main',
    restartCount: isPrevious ? 0 : 1,
    ...(node === null ? {} : { node }),
  };
}

function keepWorst(anomalies: Map<string, FoundAnomaly>, anomaly: Anomaly, nowMs: number): void {
  const key = `${anomaly.workload} ${anomaly.kind} ${anomaly.template?.id ?? ''} ${anomaly.startedAtMs}`;
  const known = anomalies.get(key);
  if (known === undefined && anomalies.size < mostAnomalies) anomalies.set(key, { detectedAtMs: nowMs, anomaly });
  else if (known !== undefined && Math.abs(anomaly.z) >= Math.abs(known.anomaly.z)) anomalies.set(key, { ...known, anomaly });
}
