/**
 * As much of PromQL as our alerts and panels use, read strictly: whatever is not known here is an error. Follows the grammar of
 * https://prometheus.io/docs/prometheus/latest/querying/basics/ and operators/.
 */
export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | {
      readonly type: 'vector';
      readonly metric: string;
      readonly matchers: Readonly<Record<string, string>>;
      readonly overMs: number | null;
    }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly type: 'aggregate'; readonly name: string; readonly by: readonly string[]; readonly arg: Expression }
  | {
      readonly type: 'binary';
      readonly operator: string;
      readonly on: readonly string[] | null;
      readonly left: Expression;
      readonly right: Expression;
    };

/** Weakest first; those of a group bind equally strong, from the left. */
const operators: readonly (readonly string[])[] = [['or'], ['and', 'unless'], ['==', '!=', '<=', '<', '>=', '>'], ['+', '-'], ['*', '/']];
const aggregations = new Set(['sum', 'max', 'min', 'avg', 'count']);
/** Name -> whether each argument is a range of samples. */
const functions: Readonly<Record<string, readonly boolean[]>> = {
  absent: [false],
  increase: [true],
  rate: [true],
  histogram_quantile: [false, false],
};
const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const grafanaRanges = new Set(['$__rate_interval', '$__range']);

const token =
  /\s*(?:(?<string>"(?:[^"\\]|\\.)*")|(?<range>\[[^\]]*\])|(?<number>\d+(?:\.\d+)?)|(?<name>[a-zA-Z_:][\w:]*)|(?<symbol>==|!=|<=|>=|=~|!~|[-+*/<>=(){},]))/y;

interface Tokens {
  peek(): string;
  next(): string;
  accept(text: string): boolean;
  expect(text: string): void;
}

/** Throws an Error that quotes the rest at which reading ended. */
export function parseExpression(text: string): Expression {
  const tokens = tokenize(text);
  const expression = readBinary(tokens, 0);
  if (tokens.peek() !== '') throw new Error(`nothing may follow: ${tokens.peek()}`);
  return expression;
}

function tokenize(text: string): Tokens {
  const found: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new Error(`cannot be read: ${text.slice(at)}`);
    found.push(match[0].trim());
  }
  let position = 0;
  const tokens: Tokens = {
    peek: () => found[position] ?? '',
    next: () => found[position++] ?? '',
    accept(expected) {
      const isNext = tokens.peek() === expected;
      if (isNext) position += 1;
      return isNext;
    },
    expect(expected) {
      if (!tokens.accept(expected)) throw new Error(`${expected} must stand before: ${found.slice(position).join(' ')}`);
    },
  };
  return tokens;
}

function readBinary(tokens: Tokens, strength: number): Expression {
  const group = operators[strength];
  if (!group) return readSingle(tokens);
  let left = readBinary(tokens, strength + 1);
  while (group.includes(tokens.peek())) {
    const operator = tokens.next();
    const on = tokens.accept('on') ? readNames(tokens) : null;
    left = { type: 'binary', operator, on, left, right: readBinary(tokens, strength + 1) };
  }
  return left;
}

function readSingle(tokens: Tokens): Expression {
  if (tokens.accept('(')) {
    const inner = readBinary(tokens, 0);
    tokens.expect(')');
    return inner;
  }
  const name = tokens.next();
  if (/^\d/.test(name)) return { type: 'number', value: Number(name) };
  if (aggregations.has(name)) return readAggregate(tokens, name);
  if (tokens.peek() === '(') return readCall(tokens, name);
  if (!/^[a-zA-Z_:]/.test(name)) throw new Error(`no expression: ${name} ${tokens.peek()}`);
  return readVector(tokens, name);
}

function readAggregate(tokens: Tokens, name: string): Expression {
  const by = tokens.accept('by') ? readNames(tokens) : [];
  tokens.expect('(');
  const arg = readBinary(tokens, 0);
  tokens.expect(')');
  return { type: 'aggregate', name, by, arg };
}

function readCall(tokens: Tokens, name: string): Expression {
  const parameters = functions[name];
  if (!parameters) throw new Error(`no function: ${name}`);
  tokens.expect('(');
  const args = parameters.map((isRange, index) => {
    if (index > 0) tokens.expect(',');
    const arg = readBinary(tokens, 0);
    if ((arg.type === 'vector' && arg.overMs !== null) !== isRange) throw new Error(`${name} needs ${isRange ? 'a' : 'no'} range`);
    return arg;
  });
  tokens.expect(')');
  return { type: 'call', name, args };
}

function readVector(tokens: Tokens, metric: string): Expression {
  const matchers: Record<string, string> = {};
  if (tokens.accept('{')) {
    while (!tokens.accept('}')) {
      const label = tokens.next();
      tokens.expect('=');
      matchers[label] = JSON.parse(tokens.next());
      if (tokens.peek() !== '}') tokens.expect(',');
    }
  }
  return { type: 'vector', metric, matchers, overMs: tokens.peek().startsWith('[') ? readRange(tokens.next()) : null };
}

function readRange(text: string): number {
  const inner = text.slice(1, -1);
  if (grafanaRanges.has(inner)) return 300_000;
  const [, count = '', unit = ''] = /^(\d+)([smhd])$/.exec(inner) ?? [];
  if (count === '') throw new Error(`no duration: ${inner}`);
  return Number(count) * (unitsMs[unit] ?? 0);
}

function readNames(tokens: Tokens): readonly string[] {
  const names: string[] = [];
  tokens.expect('(');
  while (!tokens.accept(')')) {
    names.push(tokens.next());
    if (tokens.peek() !== ')') tokens.expect(',');
  }
  return names;
}

/** Every selector of an expression. */
export function selectorsOf(expression: Expression): readonly Extract<Expression, { type: 'vector' }>[] {
  switch (expression.type) {
    case 'number':
      return [];
    case 'vector':
      return [expression];
    case 'call':
      return expression.args.flatMap(selectorsOf);
    case 'aggregate':
      return selectorsOf(expression.arg);
    case 'binary':
      return [...selectorsOf(expression.left), ...selectorsOf(expression.right)];
    default:
      return expression satisfies never;
  }
}
