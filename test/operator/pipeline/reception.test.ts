import { beforeEach, expect, test } from 'vitest';
import type { Intake, PushVerdict } from '../../../operator/pipeline/intake.ts';
import { createReception, ignoredWhy, type ReceptionLimits } from '../../../operator/pipeline/reception.ts';
import type { PushedLog } from '../../../operator/sources/source.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';

let verdicts: PushVerdict[];
let pushed: number[];
let lost: number;
let isOpen: boolean | null;
let unsettled: string | null;
let saved: () => Promise<void>;

beforeEach(() => {
  [verdicts, pushed, lost, isOpen, unsettled] = [[], [], 0, true, null];
  saved = () => Promise.resolve();
});

const intake: Intake = {
  open: () => undefined,
  present: () => undefined,
  get isOpen() {
    return isOpen;
  },
  push({ lines }) {
    pushed.push(lines.length);
    return verdicts.shift() ?? { type: 'taken', lines: lines.length, doubled: 0, early: 0 };
  },
  lose: (lines) => void (lost += lines),
  saved: () => saved(),
  account: () => ({ doubled: 0, unknown: lost, lastAtMs: null, sinceMs: 0 }),
};

function open(limits: Partial<ReceptionLimits> = {}) {
  return createReception({
    supervisor: {
      get: () => ({ intake }) as never,
      reach: { readersOf: (namespace) => (namespace === 'shop' ? ['shop/shop'] : []), namespaces: () => ['shop'], of: () => ['shop'] },
    },
    unsettled: () => unsettled,
    telemetry: createTelemetry({ level: 'silent' }),
    limits: { unknownForMs: 400, savedWithinMs: 200, ...limits },
  });
}

const log = (lines: number, namespace = 'shop'): PushedLog => ({
  origin: { namespace, pod: 'cart-1' },
  lines: Array.from({ length: lines }, (_, nth) => ({ nanos: '', text: 'a', mark: '', nth })),
});

test('many lines are taken in slices, and all are said to be taken', async () => {
  expect(await open().take([log(1200)])).toEqual(new Map());
  expect(pushed).toEqual([500, 500, 200]);
});

test('lines that nobody reads are counted by why', async () => {
  verdicts = [{ type: 'not-selected' }, { type: 'unnamed' }, { type: 'taken', lines: 1, doubled: 0, early: 2 }];
  expect(await open().take([log(1), log(2), log(3), log(4, 'bank')])).toEqual(
    new Map([
      [ignoredWhy['not-selected'], 1],
      [ignoredWhy.unnamed, 2],
      [ignoredWhy.early, 2],
      [ignoredWhy.nobody, 4],
    ]),
  );
});

test('a pod that has just begun is waited for; one that stays unknown is lost and said', async () => {
  verdicts = [{ type: 'unknown' }];
  expect(await open().take([log(1)])).toEqual(new Map());
  verdicts = Array.from({ length: 9 }, () => ({ type: 'unknown' }));
  expect(await open().take([log(1)])).toEqual(new Map([[ignoredWhy.unknown, 1]]));
  expect(lost).toBe(1);
});

test.each([
  ['it is not known yet who reads', () => (unsettled = 'not yet'), 'unsettled'],
  ['a LogDetector is being opened', () => (isOpen = null), 'unsettled'],
  ['the way is being changed', () => (verdicts = [{ type: 'switching' }]), 'switching'],
  ['the store is away', () => (saved = () => new Promise(() => undefined)), 'not-saved'],
  ['the reading ends', () => (saved = () => Promise.reject(new Error('The reading has ended.'))), 'stopped'],
])('while %s the sender is asked to try again', async (_what, arrange, why) => {
  arrange();
  await expect(open().take([log(1)])).rejects.toMatchObject({ why });
});

test('what finds no room is refused, and the room is given back', async () => {
  let answer = (): void => undefined;
  saved = () => new Promise((resolve) => (answer = resolve));
  const reception = open({ requests: 1, savedWithinMs: 5_000 });
  const first = reception.take([log(1)]);
  await expect(reception.take([log(1)])).rejects.toMatchObject({ why: 'full' });
  await expect.poll(() => pushed.length).toBe(1);
  await new Promise((resolve) => setImmediate(resolve));
  answer();
  await first;
  saved = () => Promise.resolve();
  expect(await reception.take([log(1)])).toEqual(new Map());
});
