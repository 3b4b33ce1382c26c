/**
 * Which of few values has taken over: a node, a region, a status, a class of users. Of each slot the usual shares of at most sixteen values are
 * counted (Misra & Gries 1982); a slot whose values do not fit is one of ids or numbers and is not looked at again.
 */
import { chanceOf, neededNats, stands, type Asked, type Found } from './found.ts';
import type { Detector } from './findings.ts';
import { climb, createRise, natsOf, readRise, saveRise, type Rise, type RiseState } from './rise.ts';
import { duration } from '../rules/rule.ts';
import { comesInRuns, isConstant, isWide, learn, usualShare, type Slot, type Value, type ValueName } from './slot.ts';
import { createWide, type WideState } from './wide.ts';

export interface Observed {
  readonly pattern: number;
  /** Hash of the value. */
  readonly value: number;
  readonly atMs: number;
  readonly learns: boolean;
  readonly judges: boolean;
  /** Reads key and value, without what must not be kept; asked for seldom. */
  name(): ValueName;
}

export interface Shares extends Detector {
  observe(slot: number, observed: Observed): void;
  merge(from: number, into: number): void;
  /** Names were kept by older rules of redaction. */
  forgetNames(): void;
  readonly evicted: number;
  snapshot(): SharesState;
  restore(state: SharesState): void;
}

type SlotState = readonly [
  slot: number,
  pattern: number,
  usedAtMs: number,
  sums: readonly [total: number, missed: number, repeats: number, last: number],
  values: readonly (readonly [hash: number, count: number, born: number, rise: RiseState | null])[],
];

export interface SharesState {
  readonly slots: readonly SlotState[];
  readonly wide: WideState;
  readonly widenedAtMs: number | null;
}

const mostSlots = 48;
/** Usual values that must have been counted before one is missed. */
const enoughUsual = 150;
/** Lines since a value was first seen: one that has just come, as with a release, is new and not more. */
const enoughKnown = 100;
/** A value that is usual in more lines than this cannot become several times as usual. */
const highestUsual = 0.3;
/** What is reported: so many times the usual share, that much more of all, in so many lines. */
const leastFactor = 3;
const leastGrowth = 0.3;
const leastLines = 15;
const evictAfterMs = 3_600_000;
const dayMs = 86_400_000;

export function createShares(): Shares {
  return new ShareSlots();
}

class ShareSlots implements Shares {
  readonly kind = 'value-share';
  evicted = 0;
  private slots = new Map<number, Slot>();
  private wide = createWide();
  private widenedAtMs = -Infinity;
  /** The value whose share has risen most, as of its last line. */
  private leading: Risen | null = null;
  /** No slot has been unused for longer than since then; known after the last look for room, which a line in eight would else ask for. */
  private leastUsedAtMs = -Infinity;

  observe(key: number, observed: Observed): void {
    if (this.wide.has(key)) return;
    const slot = this.slots.get(key) ?? this.open(key, observed);
    if (slot === null) return;
    slot.usedAtMs = observed.atMs;
    if (observed.atMs < this.leastUsedAtMs) this.leastUsedAtMs = observed.atMs;
    if (observed.judges && slot.total >= enoughUsual && slot.values.length > 1 && !comesInRuns(slot)) this.weigh(slot, observed);
    if (observed.learns) learn(slot, observed.value);
    if (isConstant(slot)) this.leastUsedAtMs = -Infinity;
    if (isWide(slot)) this.widen(key, observed.atMs);
  }

  judge(about: Asked): Found | null {
    const best = this.leading;
    return best !== null && stands(best.rise, about) && (about.isActive || isLarge(best)) ? describe(best, about.nowMs) : null;
  }

  accept(): void {
    this.leading = null;
    this.slots.clear();
  }

  merge(from: number, into: number): void {
    for (const slot of this.slots.values()) if (slot.pattern === from) slot.pattern = into;
  }

  forgetNames(): void {
    for (const slot of this.slots.values()) slot.name = null;
  }

  snapshot(): SharesState {
    return {
      slots: [...this.slots].map(([key, { pattern, usedAtMs, total, missed, repeats, last, values }]) => [
        key,
        pattern,
        usedAtMs,
        [total, missed, repeats, last],
        values.map(({ hash, count, born, rise }) => [hash, count, born, rise === null || rise.nats === 0 ? null : saveRise(rise)]),
      ]),
      wide: this.wide.snapshot(),
      widenedAtMs: Number.isFinite(this.widenedAtMs) ? this.widenedAtMs : null,
    };
  }

  restore(state: SharesState): void {
    this.wide.restore(state.wide);
    this.widenedAtMs = state.widenedAtMs ?? -Infinity;
    this.leastUsedAtMs = -Infinity;
    this.leading = null;
    this.slots = new Map(
      state.slots.map(([key, pattern, usedAtMs, [total, missed, repeats, last], values]) => [
        key,
        {
          pattern,
          usedAtMs,
          total,
          missed,
          repeats,
          last,
          name: null,
          named: 0,
          values: values.map(([hash, count, born, rise]) => ({ hash, count, born, rise: rise === null ? null : readRise(rise) })),
        },
      ]),
    );
  }

  private open(key: number, { pattern, atMs }: Observed): Slot | null {
    if (this.slots.size >= mostSlots && !this.makeRoom(atMs)) return null;
    const slot = { pattern, usedAtMs: atMs, total: 0, missed: 0, repeats: 0, last: 0, values: [], name: null, named: 0 };
    this.slots.set(key, slot);
    return slot;
  }

  /** By a slot that always has the same value, or else one that was unused for long; false when all are of use. */
  private makeRoom(nowMs: number): boolean {
    let evicted = -1;
    let evictedAtMs = nowMs - evictAfterMs;
    if (this.leastUsedAtMs >= evictedAtMs) {
      this.evicted += 1;
      return false;
    }
    this.leastUsedAtMs = Infinity;
    for (const [key, slot] of this.slots) {
      if (isConstant(slot)) this.widen(key, nowMs);
      else if (slot.usedAtMs < evictedAtMs) [evicted, evictedAtMs] = [key, slot.usedAtMs];
      this.leastUsedAtMs = Math.min(this.leastUsedAtMs, slot.usedAtMs);
    }
    if (this.slots.size < mostSlots) return true;
    this.evicted += 1;
    if (this.leading?.slot === this.slots.get(evicted)) this.leading = null;
    return this.slots.delete(evicted);
  }

  /** What is no slot of few values is not looked at until tomorrow. */
  private widen(key: number, atMs: number): void {
    if (Math.abs(atMs - this.widenedAtMs) > dayMs) {
      this.wide.restore([]);
      this.widenedAtMs = atMs;
    }
    if (this.leading?.slot === this.slots.get(key)) this.leading = null;
    this.slots.delete(key);
    this.wide.add(key);
  }

  /** What each value's line, or a line of another one, says for or against a change of its share. */
  private weigh(slot: Slot, observed: Observed): void {
    for (const value of slot.values) {
      const isHit = value.hash === observed.value;
      if (!isHit && (value.rise === null || value.rise.nats === 0)) continue;
      const usual = usualShare(slot, value);
      if (usual > highestUsual || slot.total - value.born < enoughKnown) continue;
      const rise = (value.rise ??= createRise());
      climb(rise, { atMs: observed.atMs, nats: natsOf(isHit, usual, usual + (1 - usual) / 2), isHit });
      if (isHit) this.follow({ slot, value, rise }, observed);
    }
  }

  private follow(risen: Risen, observed: Observed): void {
    const { slot, value, rise } = risen;
    if (rise.nats > (this.leading?.rise.nats ?? 0)) this.leading = risen;
    if (rise.nats <= neededNats / 2 || slot.named === value.hash) return;
    slot.name = observed.name();
    slot.named = value.hash;
  }
}

interface Risen {
  readonly slot: Slot;
  readonly value: Value;
  readonly rise: Rise;
}

/** Sure is not enough: a few per cent more of many lines are sure, too. */
function isLarge({ slot, value, rise: { tried, hits } }: Risen): boolean {
  const usual = usualShare(slot, value);
  return tried >= leastLines && hits >= leastFactor * usual * tried && hits >= (usual + leastGrowth) * tried;
}

function describe({ slot, value, rise }: Risen, nowMs: number): Found {
  const { hits, tried, sinceAtMs } = rise;
  const usual = usualShare(slot, value);
  const what = spoken(slot.named === value.hash ? slot.name : null);
  const reason = `${percent(hits / tried)} of its ${tried} lines in ${duration(nowMs - sinceAtMs)} have ${what}; ${percent(usual)} are usual`;
  return {
    pattern: slot.pattern,
    level: null,
    verdict: { observed: hits, expected: usual * tried, ...chanceOf(rise, nowMs), reason, sinceAtMs },
  };
}

function spoken(name: ValueName | null): string {
  if (name === null) return 'the same value';
  return name.value === null ? `the same value of "${name.key}", which is masked` : `"${name.key} ${name.value}"`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
