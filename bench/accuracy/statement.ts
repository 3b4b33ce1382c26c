/** One logging statement of an invented program: what a person who reads its source would point at. */
export interface Statement {
  /** The label of the lines it writes: its first place in the table, as a flow may come to it twice. */
  id: string;
  when: When;
  /** About how many lines it writes; in a flow the share of the flows, in percent, that reach it. */
  weight: number;
  level: string;
  /** The logger, the file or the process, whatever the header of the system shows. */
  source: string;
  text: string;
}

/** `often`: any time; `burst`: around a few instants; `start`: at each start of the program; a flow's steps follow each other. */
export type When = 'often' | 'burst' | 'start' | { flow: number; flows: number };

/**
 * Reads a table of statements, one a line: weight, level, source, text. `^2` is written at the first two starts, `~9` in bursts; the lines
 * between `flow 40` and `end` are written one after the other, 40 times. `#` starts a comment.
 * @throws with the line that cannot be read.
 */
export function table(text: string): Statement[] {
  const statements: Statement[] = [];
  let flow: { flow: number; flows: number } | null = null;
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const flows = /^flow (\d+)$/.exec(line)?.[1];
    if (flows !== undefined) flow = { flow: statements.length, flows: Number(flows) };
    else if (line === 'end') flow = null;
    else statements.push(statement(line, flow, statements));
  }
  return statements;
}

function statement(line: string, flow: { flow: number; flows: number } | null, before: readonly Statement[]): Statement {
  const [, mark, weight, level = '', source = '', text = ''] = /^([\^~]?)(\d+)\s+(\S+)\s+(\S+)\s+(.+)$/.exec(line) ?? [];
  if (weight === undefined) throw new Error(`no statement: ${line}`);
  const alone = mark === '^' ? 'start' : mark === '~' ? 'burst' : 'often';
  const same = before.find((each) => each.level === level && each.source === source && each.text === text);
  return { id: same?.id ?? `S${before.length + 1}`, when: flow ?? alone, weight: Number(weight), level, source, text };
}
