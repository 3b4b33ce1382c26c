import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
532 . vec   {list:8..8: :{HEX:2}}
364 . meas  {pin} {float:-2..5:3} V
280 . test  {testname} pass
84  . test  {testname} fail {float:-2..5:3} limits {float:-2..0:1} {float:1..5:1}
210 . bin   die {int:0..40},{int:0..40} bin {int:1..16}
154 . step  -> {int:0..40},{int:0..40}
98  . temp  chuck {float:-40..150:1}
62  . temp  settling
56  . temp  settled
56  . probe contact {list:1..6: :{int:1..96}} ok
26  ! probe contact {list:1..6: :{int:1..96}} open
24  ! probe overdrive {int:40..120} um
20  . probe cleaning
20  . lot   wafer {int:1..25} of lot {lot}
19  . lot   wafer {int:1..25} yield {float:20..99:1}%
15  . op    {operator}: {remark}
14  ! meas  {pin} clamped
12  . load  pattern {patternfile} ({int:10..4000} vectors)
9   ! load  pattern {patternfile} missing
8   . cal   {instrument} ok
8   ! cal   {instrument} off by {float:0.1..9:2} %
6   . ctl   pause
6   . ctl   resume
5   ! step  chuck lost vacuum
4   ? vec   0x{HEX:8}
3   . lot   lot {lot} done
2   ? link  {instrument} silent
1   . ctl   quit
`);

export const chipBench: System = {
  name: 'chip-bench',
  about:
    'a tester of chips: seconds since its start, one sign for the level, tags cut to four letters, messages of one to three words and rows of bytes',
  startMs: Date.UTC(2025, 7, 2, 12),
  paceMs: 60,
  statements,
  fields: {
    pin: ['VDD', 'VDDIO', 'GPIO{int:0..31}', 'SCL', 'SDA', 'RF_OUT', 'XTAL in', 'n/c {int:1..9}'],
    testname: [
      'continuity',
      'leakage high',
      'leakage low',
      'idd sleep',
      'bist{int:0..7}',
      'trim osc',
      'scan chain {int:1..4}',
      'adc linearity',
      'esd',
    ],
    lot: ['{ID:6}', '{ID:6}.{int:1..3}', 'ENG {noun}'],
    operator: ['{first}', 'shift {one:A|B|C}', '{last}'],
    remark: ['{talk:2..7}', 'needle bent', 'asked {first}', 'wafer scratched near {int:0..40},{int:0..40}'],
    patternfile: ['scan_{noun}.vec', 'boot.vec', 'mem march c.vec', 'func/{noun}/{int:1..9}.vec'],
    instrument: ['smu{int:1..4}', 'dmm', 'digitizer', 'clock source', 'thermo head'],
  },
  line: ({ uptimeMs, level, source, message }) =>
    `${(uptimeMs / 1000).toFixed(3).padStart(10, '0')} ${level} ${source.slice(0, 4).padEnd(4)}  ${message}`,
};
