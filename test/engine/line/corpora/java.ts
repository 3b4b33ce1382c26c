import type { Draw } from './draw.ts';
import { capital, furtherLine, name, trouble } from './prose.ts';
import type { Half } from './prose.ts';
import { variant } from './specimen.ts';
import type { Runtime } from './specimen.ts';

const EXCEPTIONS: Readonly<Record<Half, readonly string[]>> = {
  seen: ['java.lang.IllegalStateException', 'org.depot.ShelfException', 'java.io.IOException', 'java.lang.OutOfMemoryError'],
  held: [
    'io.cargo.net.DockUnavailable',
    'java.util.concurrent.CompletionException',
    'javax.persistence.PersistenceException',
    'kotlin.UninitializedPropertyAccessException',
  ],
};

export const java: Runtime = {
  name: 'Java',
  variants: {
    seen: [
      variant('plain', ['alone', 'behind'], (d, h) => [exception(d, h), ...frames(d, h)]),
      variant('caused', ['alone', 'behind', 'within'], (d, h) => [
        exception(d, h),
        ...frames(d, h),
        ...d.times(1, 4, () => [`Caused by: ${exception(d, h)}`, ...frames(d, h), `\t... ${d.int(1, 90)} more`]).flat(),
      ]),
      variant('thread', ['alone'], (d, h) => [`Exception in thread "main" ${exception(d, h)}`, ...frames(d, h)]),
      variant('message of several lines', ['behind', 'within'], (d, h) => [
        exception(d, h),
        '  detail of it',
        furtherLine(d, h),
        ...frames(d, h),
      ]),
    ],
    held: [
      variant('suppressed', ['alone', 'behind', 'within'], (d, h) => [
        exception(d, h),
        ...frames(d, h),
        `\tSuppressed: ${exception(d, h)}`,
        ...frames(d, h).map((line) => `\t${line}`),
        `\t\t... ${d.int(1, 30)} more`,
        `\tCaused by: ${exception(d, h)}`,
        ...frames(d, h).map((line) => `\t${line}`),
      ]),
      variant('no text', ['alone', 'behind'], (d, h) => [d.pick(EXCEPTIONS[h]), ...frames(d, h)]),
      variant('root first', ['behind', 'within'], (d, h) => [
        exception(d, h),
        ...frames(d, h),
        `Wrapped by: ${exception(d, h)}`,
        ...frames(d, h).map((line) => `${line} ~[app.jar:1.${d.int(0, 9)}]`),
        `\t... ${d.int(1, 30)} common frames omitted`,
      ]),
      variant('circular', ['alone'], (d, h) => [
        exception(d, h),
        ...frames(d, h),
        `Caused by: ${exception(d, h)}`,
        `\t... 8 more`,
        `Caused by: [CIRCULAR REFERENCE: ${exception(d, h)}]`,
      ]),
      variant('four blanks', ['alone', 'behind'], (d, h) => [
        exception(d, h),
        ...frames(d, h).map((line) => line.replace('\t', '    ')),
        `Caused by: ${exception(d, h)}`,
        furtherLine(d, h),
        ...frames(d, h).map((line) => line.replace('\t', '    ')),
        '    ... 12 more',
      ]),
      variant('thread with a long name', ['alone'], (d, h) => [
        `Exception in thread "pool-${d.int(1, 9)}-thread-${d.int(1, 40)}" ${exception(d, h)}`,
        furtherLine(d, h),
        ...frames(d, h),
      ]),
    ],
  },
};

function exception(draw: Draw, half: Half): string {
  return `${draw.pick(EXCEPTIONS[half])}: ${trouble(draw, half)}`;
}

function frames(draw: Draw, half: Half): string[] {
  return draw.times(1, 30, () => {
    const type = capital(name(draw, half));
    const place = draw.pick([`${type}.java:${draw.int(1, 900)}`, 'Native Method', 'Unknown Source', `${type}.kt:${draw.int(1, 90)}`]);
    const method = draw.pick(['run', '<init>', 'lambda$main$0', 'access$100', 'doFilter']);
    return `\tat ${draw.pick(['', 'java.base/', 'app//'])}org.${name(draw, half)}.${type}$${type}.${method}(${place})`;
  });
}
