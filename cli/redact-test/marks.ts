/** A block's lines with what is redacted in them: replaced, or struck out before its replacement. */
import type { Redaction } from '../../engine/index.ts';
import type { Colours } from '../text/colours.ts';
import { printable } from '../text/printable.ts';
import type { Block } from './blocks.ts';

export interface ShownLine {
  readonly number: number;
  readonly text: string;
}

/** As much of a value as a person needs to know which one it is. */
const MOST_SHOWN = 60;

/** Only labels, and no value. */
export function plainLines(block: Block, redactions: readonly Redaction[]): readonly ShownLine[] {
  return linesOf(block, redactions, ({ label }) => label);
}

/** Values in red and struck out, their labels in green. */
export function markedLines(block: Block, redactions: readonly Redaction[], { red, strikethrough, green }: Colours): readonly ShownLine[] {
  return linesOf(block, redactions, ({ label }, value) => {
    const cut = value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value;
    return `${red(strikethrough(printable(cut.replaceAll('\n', ' '))))}${green(label)}`;
  });
}

type Show = (redaction: Redaction, value: string) => string;

/** The lines with a finding; one that goes over several lines stands in the first of them. */
function linesOf(block: Block, redactions: readonly Redaction[], show: Show): readonly ShownLine[] {
  const lines: ShownLine[] = [];
  let { number } = block;
  let line = '';
  let hasFinding = false;
  /** Lines that a finding has swallowed. */
  let swallowed = 0;
  const endLine = (): void => {
    if (hasFinding) lines.push({ number, text: line });
    number += 1 + swallowed;
    line = '';
    hasFinding = false;
    swallowed = 0;
  };
  const add = (text: string): void => {
    const [first = '', ...rest] = text.split('\n');
    line += printable(first);
    for (const part of rest) {
      endLine();
      line = printable(part);
    }
  };
  let at = 0;
  for (const redaction of redactions) {
    add(block.text.slice(at, redaction.start));
    const value = block.text.slice(redaction.start, redaction.end);
    line += show(redaction, value);
    hasFinding = true;
    swallowed += value.split('\n').length - 1;
    at = redaction.end;
  }
  add(block.text.slice(at));
  endLine();
  return lines;
}
