/** A day of lines and objects full of secrets, and nothing of them in what the engine keeps, saves or tells. */
import { describe, expect, test } from 'vitest';
import { encodeModel } from '../../engine/index.ts';
import { createEngine, type Engine, type EngineOptions, type KubeObject } from '../../engine/index.ts';
import { everything } from '../builders/secrets.ts';

const startMs = Date.UTC(2026, 0, 5);
const stepMs = 60_000;
const encoder = new TextEncoder();
const workload = { namespace: 'shop', kind: 'Deployment', name: 'cart' };
const stream = { workload, pod: 'cart-1', container: 'app', restartCount: 0 };
/** Short secrets are parts of ordinary words and numbers. */
const secrets = everything.map(({ secret }) => secret).filter((secret) => secret.length > 6);

function push(engine: Engine, lines: readonly string[], atMs: number): void {
  engine.push({ stream, framing: 'plain', bytes: encoder.encode(`${lines.join('\n')}\n`), receivedAtMs: atMs });
}

/** A pod whose variables, arguments, waiting and end tell a secret each. */
function leakyPod(text: string, secret: string, restarts: number): KubeObject {
  const terminated = { exitCode: 1, reason: 'Error', message: text, containerID: `c://${restarts}`, finishedAt: '2026-01-05T00:00:00Z' };
  return {
    kind: 'Pod',
    metadata: { namespace: 'shop', name: 'cart-1', uid: 'u1', labels: { app: 'cart' }, annotations: { note: text } },
    spec: {
      containers: [
        {
          name: 'app',
          image: 'cart:1',
          args: [`--password=${secret}`, '--upstream', `http://web:80/?token=${secret}`],
          env: [
            { name: 'SERVICE_PASSWORD', value: secret },
            { name: 'WEB_URL', value: `http://app:${secret}@web:80` },
          ],
        },
      ],
    },
    status: {
      phase: 'Running',
      message: text,
      conditions: [{ type: 'Ready', status: 'False', reason: 'X', message: text }],
      containerStatuses: [
        {
          name: 'app',
          restartCount: restarts,
          state: { waiting: { reason: 'CreateContainerConfigError', message: text } },
          lastState: { terminated },
        },
      ],
    },
  };
}

interface Looks {
  /** While the last record still waits for a line that might continue it. */
  waiting(engine: Engine): void;
  hourly(engine: Engine): void;
}

function runDay(options: Partial<EngineOptions>, looks: Looks): Engine {
  const engine = createEngine({ detector: 'shop/shop', ...options });
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    const atMs = startMs + minute * stepMs;
    push(engine, [`INFO order ${minute} placed`, `INFO request ${minute * 7} answered`], atMs);
    if (minute % 10 === 0) {
      const { text, secret } = everything[(minute / 10) % everything.length] ?? { text: '', secret: '' };
      push(engine, [`INFO ${text}`, `ERROR ${text} failed`, ...text.split('\n').map((line) => `WARN got ${line}`)], atMs);
      engine.observe({ type: 'object', atMs, object: leakyPod(text, secret, minute) });
      const event = { reason: 'Failed', message: `Error: ${text}`, severity: 'Warning', count: 1 } as const;
      engine.observe({ type: 'event', atMs, namespace: 'shop', object: { kind: 'Pod', name: 'cart-1' }, ...event });
      looks.waiting(engine);
    }
    engine.tick(atMs + 5_000);
    if (minute % 60 === 59) looks.hourly(engine);
  }
  return engine;
}

function savedBy(engine: Engine): string {
  return engine
    .checkpoint()
    .map(({ bytes }) => (bytes === null ? '' : new TextDecoder().decode(bytes)))
    .join('\n');
}

function patternsOf(engine: Engine) {
  return engine.patterns({ fromMs: 0, toMs: startMs + 48 * 3_600_000 });
}

/** All that leaves an engine, as text. */
function toldBy(engine: Engine): string {
  const made = engine.train({ version: 1, nowMs: startMs + 24 * 3_600_000, madeBy: 'test' });
  const model = made.ok ? new TextDecoder().decode(encodeModel(made.model)) : '';
  const shown = [patternsOf(engine), engine.incidents(), engine.workloads()];
  return [savedBy(engine), model, ...shown.map((one) => JSON.stringify(one))].join('\n');
}

/** In JSON quotes and line feeds are written otherwise. */
function leaks(text: string): readonly string[] {
  return secrets.filter((secret) => text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1)));
}

describe('a day of secrets', () => {
  test('leaves none in a checkpoint, a model, a pattern or an incident', () => {
    const found = new Set<string>();
    const look = (told: string): void => leaks(told).forEach((secret) => found.add(secret));
    const engine = runDay({}, { waiting: (now) => look(savedBy(now)), hourly: (now) => look(toldBy(now)) });
    expect([...found]).toEqual([]);
    const told = JSON.stringify(patternsOf(engine));
    for (const label of ['<redacted>', '<email>', '<jwt>', '<github-token>', '<card>', '<iban>', '<phone>']) expect(told).toContain(label);
    expect(engine.takeRedactions().get('email')).toBeGreaterThan(3);
  }, 120_000);
});

describe('a change of what is redacted', () => {
  const redaction = { ip: true, salt: 'a salt of sixteen', patterns: [{ name: 'customer', regex: 'C-[a-z]+' }] };
  const leaky = 'ERROR refused 203.0.113.7 for C-anna, ask ann@example.org';

  function learned(): Engine {
    const engine = createEngine({ detector: 'shop/shop', thresholds: { learningForMs: 300_000 } });
    for (let minute = 0; minute < 20; minute += 1) {
      push(engine, [`INFO order ${minute} placed`, leaky], startMs + minute * stepMs);
      engine.tick(startMs + minute * stepMs + 5_000);
    }
    return engine;
  }

  const idsOf = (engine: Engine) => patternsOf(engine).map(({ template, count }) => [template.id, count]);

  test('takes effect at once, also on what is kept, and forgets nothing', () => {
    const engine = learned();
    const before = idsOf(engine);
    expect(JSON.stringify(patternsOf(engine))).toContain('203.0.113.7 for C-anna, ask <email>');
    engine.configure({ detector: 'shop/shop', thresholds: { learningForMs: 300_000 }, redaction });
    expect(JSON.stringify(patternsOf(engine))).toMatch(/refused <ip(:\w{6})?> for <customer:\w{6}>/);
    expect(savedBy(engine)).not.toMatch(/203\.0\.113\.7|C-anna/);
    expect(idsOf(engine)).toEqual(before);
    expect(engine.learning()).toBeNull();
    push(engine, [leaky], startMs + 20 * stepMs);
    expect(savedBy(engine)).not.toMatch(/203\.0\.113\.7|C-anna|ann@/);
    engine.tick(startMs + 20 * stepMs + 5_000);
    expect(engine.tick(startMs + 20 * stepMs + 10_000).anomalies).toEqual([]);
  });

  test('holds for what was saved before, when an engine goes on from there', () => {
    const engine = learned();
    const next = createEngine({ detector: 'shop/shop', redaction });
    next.restore(engine.checkpoint());
    expect(JSON.stringify(patternsOf(next))).not.toMatch(/203\.0\.113\.7|C-anna/);
    expect(idsOf(next)).toEqual(idsOf(engine));
  });

  test('to a pattern that cannot be used is refused, and changes nothing', () => {
    const engine = learned();
    const broken = { patterns: [{ name: 'customer', regex: 'C-(' }] };
    expect(() => engine.configure({ detector: 'shop/shop', redaction: broken })).toThrow('The pattern "customer" cannot be read by RE2');
    expect(JSON.stringify(patternsOf(engine))).toContain('203.0.113.7');
  });
});
