import type { Draw } from './draw.ts';
import { capital, furtherLine, name, trouble } from './prose.ts';
import type { Half } from './prose.ts';
import { variant } from './specimen.ts';
import type { Runtime } from './specimen.ts';

export const ruby: Runtime = {
  name: 'Ruby',
  variants: {
    seen: [
      variant('plain', ['alone'], (d, h) => [head(d, h), ...froms(d, h)]),
      variant('logged', ['within'], (d, h) => [`${trouble(d, h)} (${exception(d, h)})`, ...d.times(1, 9, () => place(d, h))]),
      variant('old order', ['alone'], (d, h) => oldOrder(d, h)),
    ],
    held: [
      variant('cause', ['alone'], (d, h) => [head(d, h, 'rescue in run'), ...froms(d, h), head(d, h), ...froms(d, h)]),
      variant('text of several lines', ['alone'], (d, h) => [
        `${place(d, h)}: ${trouble(d, h)} (${exception(d, h)})`,
        furtherLine(d, h),
        ...froms(d, h),
      ]),
      variant('thread', ['alone'], (d, h) => [
        `#<Thread:0x${d.hex(16)} /app/${name(d, h)}.rb:6 run> terminated with exception (report_on_exception is true):`,
        head(d, h),
        ...froms(d, h),
      ]),
      variant('web framework', ['within'], (d, h) => [
        `${exception(d, h)} (${trouble(d, h)}):`,
        ...d.times(2, 9, () => `app/${name(d, h)}s/${name(d, h)}.rb:${d.int(1, 99)}:in '${capital(name(d, h))}#show'`),
      ]),
      variant('old order behind words', ['behind'], (d, h) => oldOrder(d, h)),
    ],
  },
};

function exception(draw: Draw, half: Half): string {
  return draw.pick(half === 'seen' ? ['RuntimeError', 'KeyError'] : ['Cargo::DockError', 'ActiveRecord::RecordNotFound', 'NoMethodError']);
}

function place(draw: Draw, half: Half, method = 'run'): string {
  const where = draw.pick([`in \`${method}'`, `in 'Object#${method}'`, `in \`block in ${method}'`]);
  return `/app/${name(draw, half)}.rb:${draw.int(1, 999)}:${method.startsWith('rescue') ? `in \`${method}'` : where}`;
}

function head(draw: Draw, half: Half, method = 'run'): string {
  return `${place(draw, half, method)}: ${trouble(draw, half)} (${exception(draw, half)})`;
}

function froms(draw: Draw, half: Half): string[] {
  return draw.times(1, 12, () => `\tfrom ${place(draw, half)}`);
}

function oldOrder(draw: Draw, half: Half): string[] {
  const depth = draw.int(1, 12);
  const frames = Array.from({ length: depth }, (_, i) => `\t${String(depth - i).padStart(2)}: from ${place(draw, half)}`);
  return ['Traceback (most recent call last):', ...frames, head(draw, half)];
}
