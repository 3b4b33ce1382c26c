/** Traffic as services write it, made from a seed: steady patterns with noise, a day's season, and whatever a test does to them. */
import { createEngine, type Anomaly, type Engine, type EngineOptions, type Incident } from '../../engine/index.ts';
import { createRandom } from '../../engine/math.ts';

export interface Pattern {
  readonly perMinute: number;
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  text(random: () => number): string;
}

export interface Service {
  readonly name: string;
  readonly kind?: string;
  readonly patterns: readonly Pattern[];
}

export interface Run {
  readonly services: readonly Service[];
  readonly seed: number;
  readonly forMs: number;
  readonly options?: Partial<EngineOptions>;
  /** Multiplies what is usual; NaN-free, by service, pattern and time since the start. */
  rate?(service: Service, pattern: Pattern, atMs: number): number;
  /** Pods of the service; one by default. */
  pods?(service: Service, atMs: number): readonly string[];
  /** Further lines in these five seconds, beside the usual ones. */
  extra?(service: Service, atMs: number, random: () => number): readonly string[];
  each?(engine: Engine, atMs: number, anomalies: readonly Anomaly[]): void;
}

export interface Outcome {
  readonly engine: Engine;
  readonly anomalies: readonly (Anomaly & { readonly foundAfterMs: number })[];
  readonly incidents: readonly Incident[];
}

export const startMs = Date.UTC(2026, 0, 5, 9, 0, 0);
const stepMs = 5_000;
const encoder = new TextEncoder();

/** Runs the engine over made-up traffic at 5-second ticks; `foundAfterMs` counts from the start. */
export function run(options: Run): Outcome {
  const engine = createEngine({ detector: 'shop/shop', ...options.options });
  const random = createRandom(options.seed);
  const found = new Map<string, Anomaly & { readonly foundAfterMs: number }>();
  const incidents: Incident[] = [];
  for (let atMs = 0; atMs < options.forMs; atMs += stepMs) {
    for (const service of options.services) pushStep(engine, { service, atMs, random, options });
    const { anomalies, changes } = engine.tick(startMs + atMs + stepMs);
    for (const anomaly of anomalies) {
      const key = `${anomaly.workload} ${anomaly.kind} ${anomaly.template?.id} ${anomaly.startedAtMs}`;
      if (!found.has(key)) found.set(key, { ...anomaly, foundAfterMs: atMs + stepMs });
    }
    incidents.push(...changes.filter(({ type }) => type === 'opened').map(({ incident }) => incident));
    options.each?.(engine, atMs + stepMs, anomalies);
  }
  return { engine, anomalies: [...found.values()], incidents };
}

interface Step {
  readonly service: Service;
  readonly atMs: number;
  readonly random: () => number;
  readonly options: Run;
}

function pushStep(engine: Engine, { service, atMs, random, options }: Step): void {
  const pods = options.pods?.(service, atMs) ?? [`${service.name}-0`];
  const lines = service.patterns.flatMap((pattern) => {
    const mean = ((pattern.perMinute * stepMs) / 60_000) * (options.rate?.(service, pattern, atMs) ?? 1);
    return Array.from({ length: poisson(mean, random) }, () => `${pattern.level} ${pattern.text(random)}`);
  });
  lines.push(...(options.extra?.(service, atMs, random) ?? []));
  for (const [pod, own] of deal(lines, pods)) {
    const stamped = own.map((line, at) => `${new Date(startMs + atMs + Math.floor((at * stepMs) / own.length)).toISOString()} ${line}\n`);
    engine.push({
      stream: { workload: workloadOf(service), pod, container: 'main', restartCount: 0 },
      framing: 'plain',
      bytes: encoder.encode(stamped.join('')),
      receivedAtMs: startMs + atMs + stepMs - 1,
    });
  }
}

export function workloadOf(service: Service): { readonly namespace: string; readonly kind: string; readonly name: string } {
  return { namespace: 'shop', kind: service.kind ?? 'Deployment', name: service.name };
}

function deal(lines: readonly string[], pods: readonly string[]): Map<string, string[]> {
  const hands = new Map<string, string[]>();
  lines.forEach((line, at) => {
    const pod = pods[at % pods.length] ?? 'pod-0';
    hands.set(pod, [...(hands.get(pod) ?? []), line]);
  });
  return hands;
}

/** Knuth's method; a normal approximation above 30. */
function poisson(mean: number, random: () => number): number {
  if (mean > 30)
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random())));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}

const info = (perMinute: number, text: Pattern['text']): Pattern => ({ perMinute, level: 'INFO', text });
const number = (random: () => number, below = 90_000): number => Math.floor(random() * below);

/** A web service with a little of everything, `busy` lines of its main pattern a minute. */
export function webService(name: string, busy = 60): Service {
  return {
    name,
    patterns: [
      info(busy, (random) => `GET /items/${number(random)} 200 in ${number(random, 90)} ms`),
      info(busy / 3, (random) => `cache lookup for key item:${number(random)} took ${number(random, 20)} ms`),
      info(busy / 6, (random) => `session ${number(random)} refreshed`),
      { perMinute: 1, level: 'WARN', text: (random) => `slow query took ${number(random, 3000)} ms` },
      { perMinute: 0.5, level: 'ERROR', text: (random) => `payment ${number(random)} declined by issuer` },
    ],
  };
}
