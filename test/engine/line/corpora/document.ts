import type { Draw } from './draw.ts';
import { capital, name, trouble } from './prose.ts';
import type { Half } from './prose.ts';
import { variant } from './specimen.ts';
import type { Runtime } from './specimen.ts';

/** Texts of several lines that are no traces, yet one record each: pretty-printed JSON and SQL. */
export const documents: Runtime = {
  name: 'JSON, SQL',
  variants: {
    seen: [
      variant('JSON', ['alone'], (d, h) =>
        pretty({ level: 'error', message: trouble(d, h), order: { id: d.int(1, 99), lines: [d.int(1, 9), d.int(1, 9)] } }),
      ),
      variant('JSON behind words', ['within'], (d, h) => {
        const [first = '', ...rest] = pretty({ [name(d, h)]: d.int(1, 9), tags: ['a', 'b'], empty: {} });
        return [`answer of the depot: ${first}`, ...rest];
      }),
      variant('indented SQL', ['within'], (d, h) => ['statement: SELECT *', `\tFROM ${name(d, h)}s`, `\tWHERE id = ${d.int(1, 99)}`]),
      variant('SQL', ['within'], (d, h) => [
        `SELECT ${name(d, h)}.id, ${name(d, h)}.name`,
        `FROM ${name(d, h)}s`,
        `WHERE id = ${d.int(1, 99)}`,
      ]),
    ],
    held: [
      variant('JSON with braces in texts', ['alone'], (d, h) =>
        pretty({ '@timestamp': '2026-01-02T03:04:05Z', level: 'warn', msg: `{ ${trouble(d, h)} }}"`, list: [{ a: 1 }, { b: [] }] }),
      ),
      variant('JSON of four blanks', ['alone'], (d, h) =>
        JSON.stringify(
          { severity: 'INFO', message: `weighed ${name(d, h)}`, nested: { deeper: { deepest: [1, 2, { x: null }] } } },
          null,
          4,
        ).split('\n'),
      ),
      variant('list behind words', ['within'], (d, h) => {
        const [first = '', ...rest] = pretty(d.times(1, 5, (i) => ({ id: i, at: name(d, h) })));
        return [`loaded labels ${first}`, ...rest];
      }),
      variant('JSON on the next line', ['behind'], (d, h) => pretty({ request: { path: `/${name(d, h)}`, tries: d.int(1, 9) } })),
      variant('SQL that joins', ['within'], (d, h) => [
        `Executing: SELECT a.id, count(*) AS n`,
        `FROM ${name(d, h)}s a`,
        `LEFT JOIN ${name(d, h)}s b ON a.id = b.id`,
        'WHERE a.state = $1',
        "  AND b.name = 'x'",
        'GROUP BY a.id',
        `ORDER BY n DESC`,
        `LIMIT ${d.int(1, 99)};`,
      ]),
      variant('SQL that inserts', ['within'], (d, h) => [
        `INSERT INTO ${name(d, h)}s (id, name)`,
        `VALUES (${d.int(1, 99)}, 'x')`,
        'RETURNING id',
      ]),
      variant('SQL of a mapper', ['alone'], (d, h) => [
        `${capital(name(d, h))}mapper: `,
        '    select',
        `        a.${name(d, h)}`,
        '    from',
        `        ${name(d, h)}s a`,
        '    where',
        '        a.id=?',
      ]),
    ],
  },
};

function pretty(value: unknown): string[] {
  return JSON.stringify(value, null, 2).split('\n');
}

/** Ordinary texts of several lines. Whether they are one record or several is nobody's business; they must leave their neighbours alone. */
export function listing(draw: Draw, half: Half): string[] {
  return draw.pick([
    () => [
      'Usage: depot [flags]',
      '',
      'Flags:',
      '  -h, --help      help for depot',
      '  -v, --verbose   say more',
      '',
      'Use "depot [command] --help" for more.',
    ],
    () => [
      'configuration:',
      '  server:',
      `    port: ${draw.int(1, 9_999)}`,
      '  shelves:',
      ...draw.times(1, 4, () => `    - ${name(draw, half)}`),
    ],
    () => [' id | name', '----+------', ...draw.times(1, 4, (i) => `  ${i} | ${name(draw, half)}`)],
    () => ['steps:', '- build', '- test', `- ship ${name(draw, half)}`],
    () => ['  ___  ', ' / _ \\ ', '| (_) |', ' \\___/  v1.2'],
  ])();
}
