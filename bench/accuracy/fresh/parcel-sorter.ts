import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
598 I SCAN  {ID:10} {int:1..4} {town}
390 I DIV   {ID:10} -> chute {int:1..64} ({town})
234 I ROW   {int:1..12} {int:0..900} {int:0..900} {float:0..3:2} {one:A|B|C}
182 I SCAN  no read
117  W DIV   {ID:10} missed chute {int:1..64}, recirculating ({int:1..5})
104  I BELT  {belt} {float:0..2.6:2} m/s
91  D PLC   DB{int:1..90}.DBX{int:0..120}.{int:0..7} = {one:0|1}
78  I SCALE {ID:10} {int:20..31000} g
52  W SCALE {ID:10} {int:20..31000} g, declared {int:20..31000} g
47  I BELT  {belt} jam cleared by {staff}
47  E BELT  {belt} jam at photocell {int:1..40}
43  I TRUCK {carrier} docked at gate {int:1..30}
39  I TRUCK {carrier} left gate {int:1..30} with {int:1..900} parcels
26  W CHUTE chute {int:1..64} full
24  I CHUTE chute {int:1..64} empty again
22  I SHIFT {staff} logged on to {station}
21  I SHIFT {staff} logged off from {station}
18  I LABEL printer {station}: {labelstate}
15  E CAM   camera {int:1..6}: {camfault}
12  I CAM   camera {int:1..6} recalibrated, offset {float:-2..2:2}/{float:-2..2:2}
10  W HOST  host answered {hostcode} for {ID:10}
9   E HOST  host unreachable, {int:1..400} messages waiting
8   I HOST  host back
7   I RATE  {int:1000..12000}/h
6   I MODE  mode {mode}
4   E ESTOP emergency stop {station}
4   I ESTOP emergency stop released {station}
2   I BOOT  sorter {version} ready in {int:20..90} s
1   W DISK  {int:80..99} % used
`);

export const parcelSorter: System = {
  name: 'parcel-sorter',
  about: 'the controller of a parcel sorter: columns divided by bars, rows of bare values, towns, belts and carriers of one to three words',
  startMs: Date.UTC(2025, 1, 17, 21),
  paceMs: 300,
  statements,
  fields: {
    town: [
      'Lyon',
      'Clermont-Ferrand',
      'Le Mans',
      'Saint Étienne',
      'Brest',
      'Aix',
      'Vitry le François',
      'Metz',
      'La Rochelle',
      'Pau',
      'Nice',
    ],
    belt: ['infeed {int:1..4}', 'main loop', 'reject line', 'oversize', 'induct {one:A|B|C}'],
    carrier: ['Transco', 'Blue Mile', 'Ferro & Fils', 'own fleet', 'Nordpost AB', 'courier {int:1..20}'],
    staff: ['{last}', '{last}', '{first} {last}', 'agency {int:1..40}'],
    station: ['console 1', 'console 2', 'tower', 'manual coding', 'gate {int:1..30}', 'mezzanine west'],
    labelstate: ['paper low', 'ribbon worn', 'head at {int:40..70} °C', 'reprinting {ID:10}'],
    camfault: ['trigger lost', 'no light', 'frame {int:1000..90000} late by {int:4..90} ms', 'lens dirty'],
    hostcode: ['NOK', 'DUPLICATE', 'UNKNOWN PARCEL', 'E{int:10..99}', 'CUSTOMS HOLD'],
    mode: ['night', 'manual', 'two waves', 'test'],
  },
  line: ({ atMs, level, source, message }) => `${stamp(atMs, 'YYYYMMDDhhmmss')}|${level}|${source}|${message}`,
};
