import type { Cell } from '../cell.ts';
import type { Level } from '../../domain.ts';
import { FIXED, VALUE, WORD } from '../kinds.ts';
import type { Shape } from '../shape.ts';
import type { Tokens } from '../tokens.ts';
import { covers } from './cover.ts';
import { isAlarm } from '../words.ts';
import { isFound, slotOf } from './slot.ts';
import { ANY_TEXT } from './symbols.ts';

/** Patterns with slots, found by a literal word of theirs, so that a known statement with a new name costs one comparison. */
export interface Generals {
  add(cell: Cell): void;
  remove(cell: Cell): void;
  /** The one of this level with the most literal words that takes the message; `cells` are all of the book. */
  find(tokens: Tokens, written: Level | null, cells: readonly Cell[]): Cell | undefined;
}

/** Bits of a filter that says for most words at once that no pattern is known by them. */
const filterBits = 1 << 13;
/** Most patterns of one word that a message is compared with. */
const mostComparisons = 32;

export function createGenerals(): Generals {
  const byAnchor = new Map<number, Cell[]>();
  const filter = new Uint8Array(filterBits);
  /** Whether a failure was merged into the pattern at an index; asked for each text that speaks of one. */
  const failed = new Map<number, boolean>();

  function takesFailures(index: number, cells: readonly Cell[]): boolean {
    const known = failed.get(index);
    if (known !== undefined) return known;
    const takes = cells.some((cell) => cell.aliasOf === index && isFailure(cell.inferred));
    failed.set(index, takes);
    return takes;
  }

  return {
    add(cell) {
      failed.delete(cell.index);
      const anchor = anchorOf(cell.shape);
      if (anchor === null) return;
      filter[anchor & (filterBits - 1)] = 1;
      const cells = byAnchor.get(anchor);
      if (cells === undefined) byAnchor.set(anchor, [cell]);
      else cells.push(cell);
    },
    remove(cell) {
      failed.delete(cell.index);
      const anchor = anchorOf(cell.shape);
      if (anchor === null) return;
      const cells = byAnchor.get(anchor)?.filter((other) => other !== cell) ?? [];
      if (cells.length > 0) byAnchor.set(anchor, cells);
      else byAnchor.delete(anchor);
    },
    find(tokens, written, cells) {
      let best: Cell | undefined;
      for (let token = 0; token < tokens.count; token += 1) {
        const kind = tokens.kinds[token];
        const hash = tokens.hashes[token] ?? 0;
        if ((kind !== WORD && kind !== FIXED) || filter[hash & (filterBits - 1)] === 0) continue;
        for (const cell of byAnchor.get(hash)?.slice(0, mostComparisons) ?? []) {
          if (cell.written !== written || cell.shape === null || isBehind(cell, best) || !covers(cell.shape, tokens)) continue;
          if (!mayHideFailure(cell, tokens) || takesFailures(cell.index, cells)) best = cell;
        }
      }
      return best;
    },
  };
}

/** Whether a text that speaks of a failure would vanish in a pattern that takes any text, carries no level and speaks of none. */
function mayHideFailure({ written, inferred, shape }: Cell, tokens: Tokens): boolean {
  return written === null && !isFailure(inferred) && shape !== null && hasText(shape) && isAlarmed(tokens);
}

function isFailure(level: Level): boolean {
  return level === 'warning' || level === 'error' || level === 'fatal';
}

function hasText({ kinds, hashes }: Shape): boolean {
  return kinds.some((kind, token) => kind === VALUE && slotOf(hashes[token] ?? 0) === ANY_TEXT);
}

function isAlarmed({ count, kinds, hashes }: Tokens): boolean {
  for (let token = 0; token < count; token += 1) if (kinds[token] === WORD && isAlarm(hashes[token] ?? 0)) return true;
  return false;
}

/** Whether it has places that were found to vary. */
export function isGeneral({ kinds, hashes }: Shape): boolean {
  return kinds.some((kind, token) => kind === VALUE && isFound(hashes[token] ?? 0));
}

/** The longest literal word is the rarest, as a rule. Without a word nothing tells the pattern from others. */
function anchorOf(shape: Shape | null): number | null {
  let longest = 0;
  let anchor: number | null = null;
  for (const [token, kind] of (shape?.kinds ?? []).entries()) {
    const { length } = shape?.words[token] ?? '';
    if ((kind !== WORD && kind !== FIXED) || length <= longest) continue;
    longest = length;
    anchor = shape?.hashes[token] ?? 0;
  }
  return anchor;
}

function isBehind(cell: Cell, best: Cell | undefined): boolean {
  if (best === undefined) return false;
  const difference = literals(cell) - literals(best);
  return difference < 0 || (difference === 0 && cell.index >= best.index);
}

function literals({ shape }: Cell): number {
  return shape?.kinds.reduce((sum, kind) => sum + (kind === WORD || kind === FIXED ? 1 : 0), 0) ?? 0;
}
