import type { Draw } from './draw.ts';
import { name, trouble } from './prose.ts';
import type { Half } from './prose.ts';
import { variant } from './specimen.ts';
import type { Runtime } from './specimen.ts';

const NOTE = 'note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace';
const OMITTED = 'note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.';

export const rust: Runtime = {
  name: 'Rust',
  variants: {
    seen: [
      variant('plain', ['alone'], (d, h) => [`thread 'main' panicked at src/${name(d, h)}.rs:${d.int(1, 99)}:5:`, trouble(d, h), NOTE]),
      variant('backtrace', ['alone'], (d, h) => [
        `thread 'main' panicked at src/${name(d, h)}.rs:${d.int(1, 99)}:5:`,
        trouble(d, h),
        'stack backtrace:',
        ...backtrace(d, h),
        OMITTED,
      ]),
      variant('on one line', ['alone'], (d, h) => [`thread '<unnamed>' panicked at '${trouble(d, h)}', src/${name(d, h)}.rs:3:5`, NOTE]),
    ],
    held: [
      variant('assertion', ['alone'], (d, h) => [
        `thread 'tokio-runtime-worker' (${d.int(100, 30_000)}) panicked at src/${name(d, h)}.rs:${d.int(1, 99)}:9:`,
        'assertion `left == right` failed',
        `  left: ${d.int(1, 9)}`,
        ` right: ${d.int(1, 9)}`,
        NOTE,
      ]),
      variant('one line, backtrace', ['alone'], (d, h) => [
        `thread 'worker ${d.int(1, 9)}' panicked at 'called \`Result::unwrap()\` on an \`Err\` value: "${trouble(d, h)}"', src/${name(d, h)}.rs:3:5`,
        'stack backtrace:',
        ...backtrace(d, h),
        OMITTED,
      ]),
      variant('chain of errors', ['alone'], (d, h) => [
        `Error: could not open ${name(d, h)}`,
        '',
        'Caused by:',
        ...d.times(1, 3, (i) => `    ${i}: ${trouble(d, h)}`),
        '',
        'Stack backtrace:',
        ...backtrace(d, h),
      ]),
      variant('overflow', ['alone'], () => ["thread 'main' has overflowed its stack", 'fatal runtime error: stack overflow, aborting']),
      variant('verbose', ['alone'], (d, h) => [
        `thread '<unnamed>' (${d.int(100, 30_000)}) panicked at src/${name(d, h)}.rs:${d.int(1, 99)}:9:`,
        trouble(d, h),
        'stack backtrace:',
        ...d
          .times(2, 20, (i) => [
            `${String(i).padStart(4)}:     0x${d.hex(12)} - ${name(d, h)}::${name(d, h)}::h${d.hex(16)}`,
            `                               at /src/${name(d, h)}.rs:${d.int(1, 99)}:9`,
          ])
          .flat(),
      ]),
    ],
  },
};

function backtrace(draw: Draw, half: Half): string[] {
  return draw
    .times(2, 20, (i) => [
      `${String(i).padStart(4)}: ${name(draw, half)}::${name(draw, half)}::{{closure}}`,
      ...(draw.chance(0.7) ? [`             at ./src/${name(draw, half)}.rs:${draw.int(1, 99)}:13`] : []),
    ])
    .flat();
}
