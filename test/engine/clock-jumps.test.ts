/** A clock that is set: the operator's alone, or with it that of the nodes, which stamp the lines. Traffic goes on as ever, so nothing is wrong. */
import { expect, test } from 'vitest';
import { createEngine } from '../../engine/index.ts';
import { workloadOf, webService } from './traffic.ts';

const minute = 60_000;
const hour = 60 * minute;
const stepMs = 5_000;
const startMs = Date.UTC(2026, 0, 5, 9, 0, 0);
const encoder = new TextEncoder();
const services = ['web', 'cart', 'billing', 'mail', 'search'].map((name) => webService(name));

interface Jump {
  /** At which it happens, after the start. */
  readonly afterMs: number;
  readonly byMs: number;
  /** The nodes' clocks are set too. */
  readonly nodesToo: boolean;
  /** From when on web complains. */
  readonly failsAfterMs?: number;
}

/** Two hours of traffic; what it says of it, and the lines it has seen. */
function run(jump: Jump) {
  const engine = createEngine({ detector: 'shop/shop' });
  const said: string[] = [];
  let written = 0;
  for (let atMs = 0; atMs < 2 * hour; atMs += stepMs) {
    const shift = atMs >= jump.afterMs ? jump.byMs : 0;
    const [operator, node] = [startMs + atMs + shift, startMs + atMs + (jump.nodesToo ? shift : 0)];
    for (const service of services) {
      const lines = Array.from(
        { length: 5 },
        (_, at) => `${new Date(node + at * 900).toISOString()} INFO item ${written + at} put into cart`,
      );
      if (service.name === 'web' && atMs >= (jump.failsAfterMs ?? Infinity))
        lines.push(...lines.map((line) => line.replace(/INFO .*/, 'ERROR call to inventory failed: connection refused')));
      written += lines.length;
      engine.push({
        stream: { workload: workloadOf(service), pod: `${service.name}-0`, container: 'main', restartCount: 0 },
        framing: 'kubernetes',
        bytes: encoder.encode(`${lines.join('\n')}\n`),
        receivedAtMs: operator + stepMs - 1,
      });
    }
    for (const { type, incident } of engine.tick(operator + stepMs).changes)
      said.push(`${Math.round(atMs / minute)} min ${type} ${incident.title}`);
  }
  const seen = engine.workloads().reduce((sum, { coverage }) => sum + coverage.linesSeen, 0);
  return { said, seen, written, known: engine.workloads().map(({ patterns }) => patterns) };
}

const jumps: readonly Jump[] = [hour, -hour].flatMap((byMs) => [true, false].map((nodesToo) => ({ afterMs: 60 * minute, byMs, nodesToo })));

test.each(jumps)('a clock that is set by $byMs ms (nodes too: $nodesToo) opens no incident, and every line is counted', (jump) => {
  const { said, seen, written, known } = run(jump);
  expect(said).toEqual([]);
  expect(seen).toBe(written);
  expect(known).toEqual(services.map(() => 1));
});

test.each(jumps)('a failure that comes after the clock was set by $byMs ms (nodes too: $nodesToo) is told within five minutes', (jump) => {
  const failsAfterMs = jump.afterMs + 20 * minute;
  const opened = run({ ...jump, failsAfterMs }).said.filter((one) => one.includes('opened'));
  expect(opened.length).toBe(1);
  expect(Number.parseInt(opened[0] ?? '', 10)).toBeLessThanOrEqual(failsAfterMs / minute + 5);
});
