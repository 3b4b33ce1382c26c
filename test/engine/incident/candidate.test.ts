import { expect, test } from 'vitest';
import type { CauseKind } from '../../../engine/domain.ts';
import { Inventory } from '../../../engine/evidence/inventory.ts';
import type { CauseInput } from '../../../engine/incident/candidate.ts';
import { suspect } from '../../../engine/incident/candidate.ts';
import { Graph } from '../../../engine/incident/graph.ts';
import type { Failing, Trouble } from '../../../engine/incident/trouble.ts';
import { deploymentId, minute, startMs } from '../../builders/observations.ts';

const cart = deploymentId('cart');
const plain = (text: string): string => text;

function trouble(kind: CauseKind, inside: number, hard = true): Trouble {
  const since = { sinceAtMs: startMs, lastAtMs: startMs + minute, count: 1, opens: true, sign: false, preexisting: false };
  return { kind, key: `evidence ${kind}`, inside, hard, ...since, sentence: kind, latest: kind };
}

function kindOf(...troubles: readonly Trouble[]): CauseKind {
  return kindWith({}, ...troubles);
}

interface About {
  /** Of the rollout, before the trouble began. */
  readonly rolledOutMs?: number;
  readonly names?: Failing['strong'];
}

function kindWith({ rolledOutMs = minute, names = [] }: About, ...troubles: readonly Trouble[]): CauseKind {
  const failing: Failing = { ...failingOf('cart', troubles), strong: names };
  return suspect(cart, failing, inputOf([failing], rolledOutMs)).kind;
}

function failingOf(app: string, troubles: readonly Trouble[]): Failing {
  const sinceAtMs = Math.min(...troubles.map((one) => one.sinceAtMs));
  const inside = Math.max(...troubles.map((one) => one.inside));
  return { entity: deploymentId(app), sinceAtMs, signAtMs: sinceAtMs, lastAtMs: startMs, inside, troubles, strong: [], weak: [] };
}

/** `cart` is rolled out so long before the start. */
function inputOf(members: readonly Failing[], rolledOutMs: number): CauseInput {
  return {
    members,
    suspects: members,
    changes: [{ kind: 'rollout', atMs: startMs - rolledOutMs, workload: cart, text: 'rollout of revision 2', severity: 'info' }],
    surges: [],
    told: null,
    graph: new Graph(plain),
    inventory: new Inventory(plain),
  };
}

test('a rollout that stalls is told as what keeps its pods from starting, where that is known', () => {
  expect(kindOf(trouble('scheduling', 0.8), trouble('bad-rollout', 0.85))).toBe('scheduling');
  expect(kindOf(trouble('bad-rollout', 0.85), trouble('image-pull', 0.9))).toBe('image-pull');
  expect(kindOf(trouble('bad-rollout', 0.85), trouble('probe-failure', 0.35))).toBe('bad-rollout');
  expect(kindOf(trouble('errors', 0.95, false), trouble('bad-rollout', 0.85))).toBe('bad-rollout');
});

test('a workload that is slow by itself since its rollout has a bad rollout, and one that others make slow has not', () => {
  expect(kindOf(trouble('slowness', 0.5, false))).toBe('bad-rollout');
  expect(kindOf(trouble('slowness', 0.3, false)), 'nothing that it waits for fails').toBe('bad-rollout');
  expect(kindWith({ names: [deploymentId('ledger')] }, trouble('slowness', 0.3, false))).toBe('slowness');
  expect(kindWith({ rolledOutMs: 5 * minute }, trouble('slowness', 0.3, false)), 'it was not slow at once').toBe('slowness');
});

test('what is seen in rare lines may have begun after a rollout that seems to come later', () => {
  const slow = trouble('slowness', 0.3, false);
  expect(kindWith({ rolledOutMs: -minute }, slow)).toBe('slowness');
  expect(kindWith({ rolledOutMs: -minute }, { ...slow, blurMs: 90_000 })).toBe('bad-rollout');
});

test('a workload that others complain of since its rollout is as surely to blame once its own slowness is seen, however early that is dated', () => {
  const early = { ...trouble('slowness', 0.3, false), sinceAtMs: startMs - 10 * minute, blurMs: 3 * minute };
  const complaint = { ...trouble('errors', 0.2, false), named: { strong: [cart], weak: [] } };
  const web: Failing = { ...failingOf('web', [early, complaint]), strong: [cart] };
  const judged = (failing: Failing | null): ReturnType<typeof suspect> =>
    suspect(cart, failing, inputOf([web, ...(failing === null ? [] : [failing])], minute));
  expect(judged(failingOf('cart', [early]))).toMatchObject({ kind: 'bad-rollout', base: judged(null).base });
});

test('it is as surely to blame however late it shows anything itself, unless that names somebody else or is a fact of its own', () => {
  const lateAtMs = startMs + 16 * minute;
  const complaint = { ...trouble('errors', 0.2, false), named: { strong: [cart], weak: [] } };
  const web: Failing = { ...failingOf('web', [complaint]), strong: [cart] };
  const judged = (kind: CauseKind, about: Partial<Trouble & Failing> = {}): ReturnType<typeof suspect> => {
    const { strong = [], ...own } = about;
    const failing = { ...failingOf('cart', [{ ...trouble(kind, 0.25, false), sinceAtMs: lateAtMs, ...own }]), strong };
    return suspect(cart, failing, inputOf([web, failing], minute));
  };
  const { base } = suspect(cart, null, inputOf([web], minute));
  expect(judged('slowness', { blurMs: 30_000 })).toMatchObject({ kind: 'bad-rollout', base, sinceAtMs: startMs });
  expect(judged('errors')).toMatchObject({ kind: 'bad-rollout', base, sinceAtMs: startMs });
  expect(judged('errors', { strong: [deploymentId('ledger')] })).toMatchObject({ kind: 'errors', sinceAtMs: lateAtMs });
  expect(judged('crash', { hard: true })).toMatchObject({ kind: 'crash', sinceAtMs: lateAtMs });
});
