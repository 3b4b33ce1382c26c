import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^4 - - *** node {HEX:4} fw {version} ***
^4 - - reset cause: {one:power on|watchdog|brownout|pin}
^4 - - RDY
720 - - {float:-18..39:2} {float:20..99:1} {int:960..1045}
310 - - {int:0..4095},{int:0..4095},{int:0..4095},{int:0..4095}
190 - - {int:0..400}
230 - - OK
150 - - ACK {int:1..65535}
22 - - NAK {int:1..65535}
110 - - $PWIND,{digits:3}.{int:0..9},R,{digits:2}.{int:0..9},M,A*{HEX:2}
120 - - {HEX:2} {HEX:2} {HEX:2} {HEX:2} {HEX:2} {HEX:2} {HEX:2} {HEX:2}
60 - - gps {float:-60..60:5} {float:-20..30:5} {int:4..12} sats
26 - - gps no fix
55 - - bat {float:3.1..4.2:2}V {int:-90..400}mA
9 - - bat low
70 - - rssi {int:-112..-48}
40 - - sleep {one:30|60|300}
39 - - wake
11 - - rain start
11 - - rain stop
~18 - - err {int:1..40}
6 - - flash {int:1..99}%
3 - - time set {int:1700000000..1730000000}
2 - - link lost
2 - - link up
1 - - low memory: {int:100..900} bytes
`);

export const fieldSensors: System = {
  name: 'field-sensors',
  about: 'weather sensors in C on a serial line: no header at all, rows of values, single values, one word',
  startMs: Date.UTC(2024, 0, 8),
  paceMs: 4_000,
  statements,
  fields: {},
  line: ({ message }) => message,
};
