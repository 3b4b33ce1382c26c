import type { Draw } from './draw.ts';
import { name, trouble } from './prose.ts';
import type { Half } from './prose.ts';
import { variant } from './specimen.ts';
import type { Runtime } from './specimen.ts';

const FENCE = '='.repeat(65);

export const cpp: Runtime = {
  name: 'C++',
  variants: {
    seen: [
      variant('address sanitizer', ['alone'], (d, h) => addressSanitizer(d, h)),
      variant('terminate', ['alone'], (d, h) => [
        `terminate called after throwing an instance of 'std::runtime_error'`,
        `  what():  ${trouble(d, h)}`,
      ]),
      variant('thread sanitizer', ['alone'], (d, h) => [
        '==================',
        `WARNING: ThreadSanitizer: data race (pid=${d.int(2, 30_000)})`,
        `  Read of size 4 at 0x${d.hex(12)} by main thread:`,
        ...frames(d, h),
        '',
        `  Previous write of size 4 at 0x${d.hex(12)} by thread T1:`,
        ...frames(d, h),
        '',
        `SUMMARY: ThreadSanitizer: data race /src/${name(d, h)}.cc:12 in main`,
        '==================',
      ]),
    ],
    held: [
      variant('leak', ['alone'], (d, h) => [
        FENCE,
        `==${d.int(2, 30_000)}==ERROR: LeakSanitizer: detected memory leaks`,
        '',
        ...d
          .times(1, 3, () => [
            `${d.pick(['Direct', 'Indirect'])} leak of ${d.int(4, 900)} byte(s) in 1 object(s) allocated from:`,
            ...frames(d, h),
            '',
          ])
          .flat(),
        `SUMMARY: AddressSanitizer: ${d.int(4, 900)} byte(s) leaked in 1 allocation(s).`,
      ]),
      variant('deadly signal', ['alone'], (d, h) => {
        const pid = d.int(2, 30_000);
        return [
          'AddressSanitizer:DEADLYSIGNAL',
          FENCE,
          `==${pid}==ERROR: AddressSanitizer: SEGV on unknown address 0x000000000000 (pc 0x${d.hex(12)} T0)`,
          `==${pid}==The signal is caused by a WRITE memory access.`,
          `==${pid}==Hint: address points to the zero page.`,
          ...frames(d, h),
          '',
          'AddressSanitizer can not provide additional info.',
          `SUMMARY: AddressSanitizer: SEGV /src/${name(d, h)}.cc:13 in main`,
          `==${pid}==ABORTING`,
        ];
      }),
      variant('undefined behaviour', ['alone'], (d, h) => [
        `${name(d, h)}.cc:${d.int(1, 99)}:42: runtime error: signed integer overflow: 2147483647 + 2 cannot be represented in type 'int'`,
        ...frames(d, h),
      ]),
      variant('undefined behaviour of a pointer', ['alone'], (d, h) => [
        `${name(d, h)}.cc:${d.int(1, 99)}:74: runtime error: load of misaligned address 0x${d.hex(12)} for type 'int'`,
        `0x${d.hex(12)}: note: pointer points here`,
        ' 00 00 00 00  00 00 00 00 00 00 00 00',
        '              ^ ',
        ...frames(d, h),
      ]),
      variant('heap check', ['alone'], (d, h) => [
        `*** Error in \`./${name(d, h)}': double free or corruption (fasttop): 0x${d.hex(16)} ***`,
        '======= Backtrace: =========',
        ...d.times(2, 9, () => `/lib/x86_64-linux-gnu/libc.so.6(+0x${d.hex(5)})[0x${d.hex(12)}]`),
        `./${name(d, h)}(main+0x1d)[0x${d.hex(6)}]`,
        '======= Memory map: ========',
        ...d.times(
          2,
          9,
          () => `${d.hex(8)}-${d.hex(8)} r-xp 00000000 fd:01 ${d.int(1, 9_999)}                             /app/${name(d, h)}`,
        ),
      ]),
      variant('failed check', ['within', 'alone'], (d, h) => [
        '*** Check failure stack trace: ***',
        ...d.times(2, 9, () => `    @     0x${d.hex(12)}  ${name(d, h)}::${name(d, h)}()`),
      ]),
    ],
  },
};

function frames(draw: Draw, half: Half): string[] {
  return draw.times(
    1,
    8,
    (i) => `    #${i} 0x${draw.hex(12)} in ${name(draw, half)}::${name(draw, half)}(int) /src/${name(draw, half)}.cc:${draw.int(1, 99)}`,
  );
}

function addressSanitizer(draw: Draw, half: Half): string[] {
  const pid = draw.int(2, 30_000);
  return [
    FENCE,
    `==${pid}==ERROR: AddressSanitizer: heap-use-after-free on address 0x${draw.hex(12)} at pc 0x${draw.hex(12)}`,
    `READ of size 4 at 0x${draw.hex(12)} thread T0`,
    ...frames(draw, half),
    '',
    `0x${draw.hex(12)} is located 4 bytes inside of 16-byte region [0x${draw.hex(12)},0x${draw.hex(12)})`,
    'freed by thread T0 here:',
    ...frames(draw, half),
    '',
    'previously allocated by thread T0 here:',
    ...frames(draw, half),
    '',
    `SUMMARY: AddressSanitizer: heap-use-after-free /src/${name(draw, half)}.cc:8 in main`,
    'Shadow bytes around the buggy address:',
    `  0x0c047fff7fb0: 00 00 00 00 00 00 00 00`,
    `=>0x0c047fff8000: fa fa[fd]fd fa fa fa fa`,
    `  0x0c047fff8010: fa fa fa fa fa fa fa fa`,
    'Shadow byte legend (one shadow byte represents 8 application bytes):',
    '  Addressable:           00',
    '  Heap left redzone:       fa',
    `==${pid}==ABORTING`,
  ];
}
