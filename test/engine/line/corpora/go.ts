import type { Draw } from './draw.ts';
import { name, trouble } from './prose.ts';
import type { Half } from './prose.ts';
import { variant } from './specimen.ts';
import type { Runtime } from './specimen.ts';

export const go: Runtime = {
  name: 'Go',
  variants: {
    seen: [
      variant('panic', ['alone'], (d, h) => [`panic: ${trouble(d, h)}`, '', ...goroutine(d, h)]),
      variant('signal', ['alone'], (d, h) => [
        'panic: runtime error: invalid memory address or nil pointer dereference',
        `[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x${d.hex(6)}]`,
        '',
        ...goroutine(d, h),
        'exit status 2',
      ]),
      variant('deadlock', ['alone'], (d, h) =>
        ['fatal error: all goroutines are asleep - deadlock!', '', ...d.times(1, 4, () => [...goroutine(d, h), '']).flat()].slice(0, -1),
      ),
      variant('recovered by a server', ['within'], (d, h) => [
        `http: panic serving 10.0.0.${d.int(1, 9)}:3: ${trouble(d, h)}`,
        ...goroutine(d, h),
      ]),
    ],
    held: [
      variant('panic again', ['alone'], (d, h) => [
        `panic: ${trouble(d, h)} [recovered]`,
        `\tpanic: again: ${trouble(d, h)}`,
        '',
        ...goroutine(d, h),
      ]),
      variant('text of several lines', ['alone'], (d, h) => [`panic: ${trouble(d, h)}`, '\tsecond line', '', ...goroutine(d, h)]),
      variant('several goroutines', ['alone'], (d, h) => [
        'fatal error: concurrent map writes',
        '',
        ...d.times(2, 6, () => [...goroutine(d, h), '']).flat(),
        'exit status 2',
      ]),
      variant('stack overflow', ['alone'], (d, h) => [
        'runtime: goroutine stack exceeds 1000000000-byte limit',
        `runtime: sp=0x${d.hex(9)} stack=[0x${d.hex(9)}, 0x${d.hex(9)}]`,
        'fatal error: stack overflow',
        '',
        'runtime stack:',
        `runtime.throw({0x${d.hex(6)}?, 0x0?})`,
        `\t/usr/local/go/src/runtime/panic.go:1229 +0x48 fp=0x${d.hex(9)} sp=0x${d.hex(9)} pc=0x${d.hex(6)}`,
        '',
        ...goroutine(d, h),
        `...${d.int(10, 99)} frames elided...`,
        ...frames(d, h),
      ]),
      variant('data race', ['alone'], (d, h) => [
        '==================',
        'WARNING: DATA RACE',
        `Read at 0x00c0${d.hex(8)} by goroutine ${d.int(2, 40)}:`,
        ...race(d, h),
        '',
        `Previous write at 0x00c0${d.hex(8)} by main goroutine:`,
        ...race(d, h),
        '',
        `Goroutine ${d.int(2, 40)} (running) created at:`,
        ...race(d, h),
        '==================',
      ]),
      variant('registers', ['alone'], (d, h) => [
        'SIGQUIT: quit',
        `PC=0x${d.hex(6)} m=0 sigcode=0`,
        '',
        ...goroutine(d, h),
        '',
        `rax    0x${d.hex(2)}`,
        `rip    0x${d.hex(6)}`,
        `rflags 0x246`,
      ]),
      variant('stack of a logger', ['within'], (d, h) => [
        `could not weigh ${d.int(1, 99)}`,
        ...d.times(2, 9, () => [`github.com/${name(d, h)}/v2.(*${name(d, h)}).Run`, `\t/src/${name(d, h)}.go:${d.int(1, 99)}`]).flat(),
      ]),
    ],
  },
};

function goroutine(draw: Draw, half: Half): string[] {
  const state = draw.pick(
    half === 'seen' ? ['running', 'select'] : ['chan receive, 2 minutes', 'IO wait', 'sync.WaitGroup.Wait', 'select (no cases)'],
  );
  const created = draw.chance(0.5) ? [`created by main.${name(draw, half)} in goroutine ${draw.int(1, 9)}`, place(draw, half)] : [];
  return [`goroutine ${draw.int(1, 900)} [${state}]:`, ...frames(draw, half), ...created];
}

function frames(draw: Draw, half: Half): string[] {
  return draw
    .times(1, 12, () => {
      const call = draw.pick([
        `main.main()`,
        `main.(*${name(draw, half)}).set(...)`,
        `panic({0x${draw.hex(6)}?, 0x${draw.hex(6)}?})`,
        `net/http.(*conn).serve(0xc000122090, {0x${draw.hex(6)}, 0xc00011e120})`,
        `github.com/${name(draw, half)}/${name(draw, half)}.glob..func1(0x${draw.hex(4)})`,
        `example.org/${name(draw, half)}.Map[...].Each(0x0)`,
      ]);
      return [call, place(draw, half)];
    })
    .flat();
}

function place(draw: Draw, half: Half): string {
  return `\t/src/${name(draw, half)}.go:${draw.int(1, 999)}${draw.pick([' +0x1d', ' +0x267', ''])}`;
}

function race(draw: Draw, half: Half): string[] {
  return draw
    .times(1, 4, () => [`  main.${name(draw, half)}.func1()`, `      /src/${name(draw, half)}.go:${draw.int(1, 99)} +0x2e`])
    .flat();
}
