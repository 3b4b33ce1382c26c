import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^2  - MAIN  station software {version} up
^2  - MAIN  tle file /opt/tle/{noun}.tle, {int:20..400} objects, age {float:0.1..9:1} d
^2  - ANT   antenna {dish} homed az={float:0..360:2} el={float:0..90:2}
flow 60
100 - PASS  {@sat} orbit {int:10000..60000} aos in {int:10..900} s, max el {float:5..89:1} deg
100 - ANT   slewing {dish} to az={float:0..360:2} el={float:0..90:2}
95  - ANT   {dish} on target, error {float:-0.09..0.09:4} deg
95  - PASS  {@sat} aos
90  - RX    carrier lock {@sat} {float:2200..2290:6} MHz, {float:-130..-80:1} dBm
88  - RX    bit sync lock, {float:1..4000:1} kbps
85  - TLM   frame sync locked
80  - TLM   vc {int:0..7} frames {log:10..90000} bad {int:0..40}
40  - RX    carrier lost {@sat}
35  - TLM   frame sync lost
60  - CMD   uplink enabled, {float:10..200:1} W
60  - CMD   sent {command} (apid {int:100..2047}, seq {int:0..16383})
52  - CMD   verified {command} after {int:300..4000} ms
6   - CMD   not verified {command}: {cmdfail}
58  - CMD   uplink disabled
90  - PASS  {@sat} los, {int:120..900} s tracked
70  - DATA  stored {@sat}_2024{digits:3}_{digits:6}.raw ({log:1000..900000000} B)
end
240 - RX    agc {float:-120..-60:1} dBm snr {float:-3..22:1} dB doppler {int:-60000..60000} Hz
150 - TLM   apid {int:100..2047} {list:8..20: :{HEX:2}}
130 - TLM   {reading}
26  - TLM   {reading} out of limits ({one:yellow|red})
20  - TLM   {reading} back in limits
40  - TLM   mode {mode}
80  - ANT   az {float:0..360:3} el {float:0..90:3} rate {float:-5..5:3} deg/s
~14 - ANT   {dish} drive fault, code {int:10..99}
6   - ANT   {dish} drive fault cleared
5   - ANT   {dish} stowed
5   - ANT   {dish} unstowed
4   - ANT   wind {int:10..120} km/h, limit {one:60|72} km/h
36  - DOPP  tuned to {float:2200..2290:6} MHz
30  - SCHED [{list:2..5:, :{sat}}]
28  - SCHED pass {sat} {dish} {doy} accepted
9   - SCHED pass {sat} {dish} {doy} conflicts with {sat}
8   - SCHED pass {sat} {dish} {doy} dropped by {person}
24  - NET   mcs client {ip}:{int:30000..60000} connected
23  - NET   mcs client {ip}:{int:30000..60000} disconnected
~16 - NET   link to {site} down
8   - NET   link to {site} up
20  - NET   sle {slestate}
30  - DATA  transfer of {datafile} to {site} {int:1..99}%
22  - DATA  transfer of {datafile} to {site} complete
5   - DATA  transfer of {datafile} to {site} failed: {one:timeout|quota|refused}
16  - DATA  deleted {datafile}
14  - DATA  disk {int:10..99}% used
15  - DEC   viterbi {float:0.0001..0.2:5} ber
14  - DEC   reed-solomon corrected {int:0..900} uncorrectable {int:0..20}
13  - DEC   ldpc iterations {float:1..20:1}
12  - TIME  gps {int:4..14} sv, offset {int:-90..90} ns
4   - TIME  gps lost
4   - TIME  gps acquired
3   - TIME  leap second table {doy}
12  - ENV   {place} {float:-20..45:1} C {int:5..99} % rh
4   - ENV   dehydrator pressure {float:0.1..0.9:2} bar
3   - ENV   door {place} open
3   - ENV   door {place} closed
9   - PWR   ups on battery
9   - PWR   ups on mains
8   - PWR   hpa {one:1|2} {float:0..400:1} W reflected {float:0..9:2} W
4   - PWR   hpa {one:1|2} tripped
4   - PWR   hpa {one:1|2} reset
8   - OPS   {person} on console
8   - OPS   {person} off console
12  - OPS   note: {talk:3..12}
6   - RANGE {float:500..42000:3} km +- {float:0.1..9:1} m
5   - RANGE tone {int:1..7} ambiguity
6   - ORB   {sat} mean motion {float:1..16:8} ecc 0.{digits:7}
4   - ORB   conjunction {sat} / object {int:10000..60000}: miss {int:20..9000} m, p={float:1..9:1}e-{int:4..9}
3   - CAL   noise source on
3   - CAL   noise source off
3   - CAL   g/t {float:10..35:2} dB/K
2   - CMD   key {HEX:4} loaded
2   - CMD   key {HEX:4} erased
2   - CMD   authorisation of {person} expired
1   - MAIN  config /opt/gs/{noun}.yaml: unknown key '{noun}'
1   - MAIN  segment fault in {one:tlmd|rxd}, restarting
1   - MAIN  halt
`);

export const groundStation: System = {
  name: 'ground-station',
  about:
    'a satellite ground station in Python and C: day of the year in the time, no level, negative decibels, packet dumps, lists, notes of people, many statements',
  startMs: Date.UTC(2024, 10, 3, 1),
  paceMs: 450,
  statements,
  fields: {
    dish: ['GS1', 'GS2', 'S-band 7m'],
    sat: ['TELLUS-1', 'TELLUS-2', 'QUBE 3', 'Aurora', 'kestrel-9b', 'METOX'],
    command: ['NOOP', 'HTR_{int:1..4}_ON', 'DUMP MEM 0x{HEX:6} {int:16..4096}', 'SET MODE SAFE', 'TX_OFF', 'PLD CAM SHOOT {int:1..90}'],
    cmdfail: ['no telemetry', 'rejected by obc', 'sequence {int:0..16383} expected'],
    reading: [
      'BAT_V = {float:20..34:3} V',
      'BAT_TEMP_{int:1..4} = {float:-20..45:3} degC',
      'panel +X = {float:-3..900:3} mA',
      'panel -X = {float:-3..900:3} mA',
      'RW{int:1..4}_SPEED = {float:-6000..6000:3} rpm',
      'obc temp = {float:-9..60:3} degC',
    ],
    mode: ['nominal', 'detumble', 'safe', 'sun pointing', 'payload'],
    doy: '2024-{int:308..320}T{int:10..23}:{int:10..59}',
    site: ['mcc', 'archive', 'Svalbard', 'Punta Sur'],
    slestate: ['bind', 'peer abort', 'start', 'transfer data', 'throw event'],
    datafile: ['{sat}_2024{digits:3}_{digits:6}.raw', 'pass {int:100..999}.tar.gz', '/data/{noun}/{hex:8}.bin'],
    place: ['shelter', 'rack {int:1..9}', 'hub', 'feed'],
  },
  line: ({ atMs, source, message }) => `${stamp(atMs, 'YYYY-DOYThh:mm:ss.SSSZ')} ${source.padEnd(5)} ${message}`,
};
