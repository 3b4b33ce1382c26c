import type { Draw } from './draw.ts';
import { capital, furtherLine, name, trouble } from './prose.ts';
import type { Half } from './prose.ts';
import { variant } from './specimen.ts';
import type { Runtime } from './specimen.ts';

export const dotnet: Runtime = {
  name: '.NET',
  variants: {
    seen: [
      variant('unhandled', ['alone'], (d, h) => [`Unhandled exception. ${exception(d, h)}`, ...frames(d, h)]),
      variant('inner', ['alone', 'behind'], (d, h) => [
        exception(d, h),
        ` ---> ${exception(d, h)}`,
        ...frames(d, h),
        '   --- End of inner exception stack trace ---',
        ...frames(d, h),
      ]),
    ],
    held: [
      variant('thrown again', ['alone', 'behind'], (d, h) => [
        exception(d, h),
        ...frames(d, h),
        '--- End of stack trace from previous location ---',
        ...frames(d, h),
      ]),
      variant('several', ['alone', 'behind'], (d, h) =>
        [
          `System.AggregateException: One or more errors occurred. (${trouble(d, h)})`,
          ` ---> ${exception(d, h)}`,
          ...frames(d, h),
          '   --- End of inner exception stack trace ---',
          ...frames(d, h),
          ` ---> (Inner Exception #1) ${exception(d, h)}`,
          ...frames(d, h),
          '<---',
          '',
        ].slice(0, -1),
      ),
      variant('text of several lines', ['behind'], (d, h) => [exception(d, h), furtherLine(d, h), ...frames(d, h)]),
      variant('unhandled inner', ['alone'], (d, h) => [
        `Unhandled exception. ${exception(d, h)}`,
        ` ---> ${exception(d, h)}`,
        ...frames(d, h),
        '   --- End of inner exception stack trace ---',
        ...frames(d, h),
      ]),
      variant('German frames', ['alone', 'behind'], (d, h) => [
        exception(d, h),
        ...frames(d, h).map((line) => line.replace('   at ', '   bei ').replace(':line ', ':Zeile ')),
      ]),
    ],
  },
};

function exception(draw: Draw, half: Half): string {
  const type =
    half === 'seen'
      ? draw.pick(['System.InvalidOperationException', 'System.IO.IOException'])
      : draw.pick(['Npgsql.PostgresException (0x80004005)', 'Cargo.DockException', 'System.Net.Http.HttpRequestException']);
  return `${type}: ${trouble(draw, half)}`;
}

function frames(draw: Draw, half: Half): string[] {
  return draw.times(1, 15, () => {
    const call = `${capital(name(draw, half))}.${capital(name(draw, half))}.${draw.pick(['Run', '<Go>d__3.MoveNext', 'Invoke', '<>c.<Main>b__0_0'])}(String a, Int32 b)`;
    return `   at ${call}${draw.pick(['', ` in /src/${name(draw, half)}.cs:line ${draw.int(1, 900)}`])}`;
  });
}
