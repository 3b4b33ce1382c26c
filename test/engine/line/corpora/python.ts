import type { Draw } from './draw.ts';
import { capital, furtherLine, name, trouble } from './prose.ts';
import type { Half } from './prose.ts';
import { variant } from './specimen.ts';
import type { Runtime } from './specimen.ts';

const HEAD = 'Traceback (most recent call last):';

export const python: Runtime = {
  name: 'Python',
  variants: {
    seen: [
      variant('plain', ['alone', 'behind'], (d, h) => trace(d, h)),
      variant('direct cause', ['alone', 'behind'], (d, h) => [
        ...trace(d, h),
        '',
        'The above exception was the direct cause of the following exception:',
        '',
        ...trace(d, h),
      ]),
      variant('syntax', ['alone'], (d) => [
        `  File "/app/a.py", line ${d.int(1, 90)}`,
        '    x = = 1',
        '        ^',
        'SyntaxError: invalid syntax',
      ]),
      variant('group', ['behind'], (d, h) => group(d, h)),
    ],
    held: [
      variant('during handling', ['alone', 'behind'], (d, h) =>
        [
          trace(d, h),
          ...d.times(1, 3, () => ['', 'During handling of the above exception, another exception occurred:', '', ...trace(d, h)]),
        ].flat(),
      ),
      variant('carets', ['behind', 'alone'], (d, h) => [
        HEAD,
        ...d.times(1, 6, () => [frame(d, h), '    go(n - 1)', '    ~~^~~~~~~~']).flat(),
        `  [Previous line repeated ${d.int(3, 995)} more times]`,
        'RecursionError: maximum recursion depth exceeded',
      ]),
      variant('exit', ['alone', 'behind'], (d, h) => [HEAD, ...frames(d, h), 'KeyboardInterrupt']),
      variant('thread', ['alone'], (d, h) => [`Exception in thread Thread-${d.int(1, 9)} (run):`, ...trace(d, h)]),
      variant('group alone', ['alone'], (d, h) => group(d, h)),
      variant('ignored', ['alone'], (d, h) => [`Exception ignored in: <function Depot.__del__ at 0x${d.hex(12)}>`, ...trace(d, h)]),
      variant('own class without text', ['behind'], (d, h) => [
        HEAD,
        ...frames(d, h),
        `${name(d, h)}.errors.${capital(name(d, h))}Missing`,
      ]),
      variant('text of several lines', ['behind'], (d, h) => [...trace(d, h), furtherLine(d, h), furtherLine(d, h)]),
    ],
  },
};

function trace(draw: Draw, half: Half): string[] {
  return [HEAD, ...frames(draw, half), `${exception(draw, half)}: ${trouble(draw, half)}`];
}

function exception(draw: Draw, half: Half): string {
  return half === 'seen'
    ? draw.pick(['ValueError', 'KeyError', 'requests.exceptions.ConnectionError', 'OSError'])
    : draw.pick(['TypeError', 'cargo.errors.DockClosed', 'botocore.exceptions.ClientError', 'json.decoder.JSONDecodeError', 'SystemExit']);
}

function frames(draw: Draw, half: Half): string[] {
  return draw.times(1, 20, () => [frame(draw, half), `    ${name(draw, half)}.${name(draw, half)}(${draw.int(1, 9)})`]).flat();
}

function frame(draw: Draw, half: Half): string {
  return `  File "/app/${name(draw, half)}.py", line ${draw.int(1, 900)}, in ${draw.pick(['<module>', 'run', '__call__'])}`;
}

function group(draw: Draw, half: Half): string[] {
  return [
    '  + Exception Group Traceback (most recent call last):',
    ...frames(draw, half).map((line) => `  | ${line}`),
    '  | ExceptionGroup: many (2 sub-exceptions)',
    '  +-+---------------- 1 ----------------',
    `    | ${exception(draw, half)}: ${trouble(draw, half)}`,
    '    +---------------- 2 ----------------',
    `    | ${exception(draw, half)}: ${trouble(draw, half)}`,
    '    +------------------------------------',
  ];
}
