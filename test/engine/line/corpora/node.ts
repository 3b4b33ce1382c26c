import type { Draw } from './draw.ts';
import { capital, furtherLine, name, trouble } from './prose.ts';
import type { Half } from './prose.ts';
import { variant } from './specimen.ts';
import type { Runtime } from './specimen.ts';

export const node: Runtime = {
  name: 'Node',
  variants: {
    seen: [
      variant('plain', ['alone', 'behind'], (d, h) => [error(d, h), ...frames(d, h)]),
      variant('with a code', ['alone', 'behind'], (d, h) => [
        error(d, h),
        ...coded(d, h, ["  code: 'E_NO_SHELF',", `  errno: -${d.int(1, 99)}`]),
      ]),
      variant('uncaught', ['alone'], (d, h) => [
        `/app/${name(d, h)}.js:${d.int(1, 90)}`,
        `    throw new Error('x');`,
        '    ^',
        '',
        error(d, h),
        ...frames(d, h),
        '',
        'Node.js v22.1.0',
      ]),
      variant('after words', ['alone', 'within'], (d, h) => [`could not read parcel: ${error(d, h)}`, ...frames(d, h)]),
    ],
    held: [
      variant('cause', ['alone', 'behind'], (d, h) => [
        `${capital(name(d, h))}Failed [Error]: ${trouble(d, h)}`,
        ...coded(d, h, ["  code: 'E_DOCK',", `  [cause]: ${error(d, h)}`, ...frames(d, h).map((line) => `  ${line}`)]),
      ]),
      variant('many', ['alone'], (d, h) => [
        '[AggregateError: All promises were rejected] {',
        '  [errors]: [',
        `    ${error(d, h)}`,
        ...frames(d, h).map((line) => `    ${line}`),
        '  ]',
        '}',
      ]),
      variant('no frames', ['alone', 'behind'], (d, h) => [
        `[Error: ENOENT: ${trouble(d, h)}] {`,
        '  errno: -2,',
        "  code: 'ENOENT',",
        `  path: '/${name(d, h)}'`,
        '}',
      ]),
      variant('text of several lines', ['alone', 'behind'], (d, h) => [error(d, h), furtherLine(d, h), furtherLine(d, h), ...frames(d, h)]),
      variant('inside of Node', ['alone'], (d, h) => [
        `node:internal/modules/cjs/loader:${d.int(100, 1_500)}`,
        '  throw err;',
        '  ^',
        '',
        error(d, h),
        'Require stack:',
        `- /app/${name(d, h)}.js`,
        ...coded(d, h, ["  code: 'MODULE_NOT_FOUND',", `  requireStack: [ '/app/${name(d, h)}.js' ]`]),
        '',
        'Node.js v20.20.2',
      ]),
      variant('bad JSON', ['alone'], (d, h) => [
        '<anonymous_script>:1',
        '{bad',
        ' ^',
        '',
        error(d, h),
        ...frames(d, h),
        '',
        'Node.js v24.0.1',
      ]),
      variant('module', ['alone'], (d, h) => [
        `file:///app/${name(d, h)}.mjs:${d.int(1, 90)}`,
        `import { a } from './b.mjs';`,
        '         ^',
        error(d, h),
        ...frames(d, h),
        '',
        'Node.js v20.11.0',
      ]),
    ],
  },
};

function error(draw: Draw, half: Half): string {
  const kind =
    half === 'seen'
      ? draw.pick(['TypeError', 'Error'])
      : draw.pick(['RangeError', 'DockError', 'Error [ERR_DOCK]', 'MongoServerSelectionError']);
  return `${kind}: ${trouble(draw, half)}`;
}

function frames(draw: Draw, half: Half): string[] {
  return draw.times(1, 10, () => {
    const at = `/app/${name(draw, half)}.js:${draw.int(1, 900)}:${draw.int(1, 90)}`;
    return `    at ${draw.pick([`${name(draw, half)} (${at})`, at, `async Promise.all (index ${draw.int(0, 4)})`, `new Dock (${at})`, 'process.processTicksAndRejections (node:internal/process/task_queues:95:5)'])}`;
  });
}

function coded(draw: Draw, half: Half, inside: readonly string[]): string[] {
  const lines = frames(draw, half);
  return [...lines.slice(0, -1), `${lines.at(-1) ?? '    at x'} {`, ...inside, '}'];
}
