import type { Draw } from './draw.ts';
import { capital, furtherLine, name, trouble } from './prose.ts';
import type { Half } from './prose.ts';
import { variant } from './specimen.ts';
import type { Runtime } from './specimen.ts';

export const php: Runtime = {
  name: 'PHP',
  variants: {
    seen: [
      variant('uncaught', ['alone', 'within'], (d, h) => [
        `PHP Fatal error:  Uncaught ${exception(d, h)}`,
        ...stack(d, h),
        `  thrown in ${file(d, h)} on line 3`,
      ]),
      variant('logged', ['within'], (d, h) => [exception(d, h), ...stack(d, h)]),
    ],
    held: [
      variant('to the page', ['alone'], (d, h) => [
        `Fatal error: Uncaught ${exception(d, h)}`,
        ...stack(d, h),
        `  thrown in ${file(d, h)} on line ${d.int(1, 99)}`,
      ]),
      variant('next', ['alone', 'within'], (d, h) => [
        `PHP Fatal error:  Uncaught ${exception(d, h)}`,
        ...stack(d, h),
        '',
        `Next ${exception(d, h)}`,
        ...stack(d, h),
        `  thrown in ${file(d, h)} on line ${d.int(1, 99)}`,
      ]),
      variant('text of several lines', ['within', 'alone'], (d, h) => [
        `PHP Fatal error:  Uncaught ${type(d, h)}: ${trouble(d, h)}`,
        `${furtherLine(d, h)} in ${file(d, h)}:${d.int(1, 99)}`,
        ...stack(d, h),
        `  thrown in ${file(d, h)} on line ${d.int(1, 99)}`,
      ]),
      variant('of a framework', ['within'], (d, h) => [
        `${trouble(d, h)} {"exception":"[object] (${type(d, h)}(code: 0): ${trouble(d, h)} at ${file(d, h)}:3)`,
        '[stacktrace]',
        ...stack(d, h).slice(1),
        '"} ',
      ]),
    ],
  },
};

function type(draw: Draw, half: Half): string {
  return draw.pick(
    half === 'seen' ? ['InvalidArgumentException', 'Exception'] : ['App\\Cargo\\DockException', 'TypeError', 'PDOException'],
  );
}

function file(draw: Draw, half: Half): string {
  return `/var/www/${name(draw, half)}.php`;
}

function exception(draw: Draw, half: Half): string {
  return `${type(draw, half)}: ${trouble(draw, half)} in ${file(draw, half)}:${draw.int(1, 99)}`;
}

function stack(draw: Draw, half: Half): string[] {
  const frames = draw.times(0, 15, (i) => {
    const call = draw.pick([
      `${name(draw, half)}(Object(Closure))`,
      `App\\${capital(name(draw, half))}->handle('${draw.hex(4)}')`,
      'include()',
    ]);
    return `#${i} ${draw.pick([`${file(draw, half)}(${draw.int(1, 99)})`, '[internal function]'])}: ${call}`;
  });
  return ['Stack trace:', ...frames, `#${frames.length} {main}`];
}
