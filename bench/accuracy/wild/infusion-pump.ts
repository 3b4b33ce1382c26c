import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';
import { zipf, zipfWords } from './zipf.ts';

const statements = table(String.raw`
^3 - pow    self test
^3 - pow    firmware {int:1..9}.{digits:2}{one:|b|rc{int:1..3}}
^2 - pow    last shutdown: {shutdown}
580 - trend  {float:0..120:1};{float:0..9:2};{int:30..44};{int:-40..400};{sensor}
330 - mot    step={int:1..48000}/rate={float:0.1..999:1}/back={int:-30..4}
190 - ui     key {key}
90  - drug   {drug} {float:0.1..90:2} {unit}
70  - inf    rate {float:0.1..999:1} ml/h
60  - inf    volume {float:0.1..999:1} ml
44  - inf    started
42  - inf    stopped
40  - ui     screen {screen}
36  - alm    {alarm}, priority {one:low|medium|high}
34  - alm    {alarm} acknowledged by {nurse}
30  - alm    muted {int:60..120} s
26  - bat    {int:1..100}% {int:9800..12600} mV {int:-900..900} mA
24  - bat    mains
23  - bat    battery
22  - door   open
22  - door   closed
20  - air    bubble {int:10..900} ul
18  - air    clear
18  - occ    pressure {int:100..1200} mbar upstream
17  - occ    pressure {int:100..1200} mbar downstream
16  - net    associated with {ap}, {int:-90..-30} dBm
16  - net    dissociated from {ap}
14  - net    sent {int:1..400}, kept {int:0..900}
14  - pat    bed {bed}: {patient}
13  - pat    weight {float:2..140:1} kg
12  - pat    released
12  - lib    "{profile}" selected
10  - lib    limit {one:soft|hard} {float:0.1..90:2} {unit} for {drug} passed
9   - lib    limit {one:soft|hard} {float:0.1..90:2} {unit} for {drug} overridden by {nurse}
9   - syr    {syringe} {int:5..60} ml
8   - syr    near end
7   - syr    end
7   - syr    missing
6   - boli   bolus {float:0.1..9:1} ml asked
6   - boli   bolus {float:0.1..9:1} ml given
5   - boli   lockout {int:1..60} min
5   - mem    crc {HEX:4} ok
3   - mem    crc {HEX:4} bad
4   - clk    set {int:-900..900} s
3   - svc    panel unlocked: {technician}
2   - svc    calibration due in {int:1..90} days
2   - mot    stall
1   - pow    watchdog
1   - pow    off
`);

export const infusionPump: System = {
  name: 'infusion-pump',
  about:
    'infusion pumps of a ward: fields between semicolons, a record number, no level, messages of one to three words, rows of bare values, names of drugs and people',
  startMs: Date.UTC(2023, 11, 24, 0),
  paceMs: 7_000,
  statements,
  fields: {
    shutdown: zipf(['normal', 'battery empty', 'watchdog', 'unknown']),
    sensor: zipfWords('ok ok2 drift'),
    key: zipfWords('OK UP DOWN BACK MUTE START STOP PURGE 1 0 5 MENU'),
    drug: zipf([
      'Morphine',
      'NaCl 0.9 %',
      'Propofol 1%',
      'Insulin (rapid)',
      'Noradrenaline',
      'Heparin',
      'KCl',
      'Midazolam',
      'Glucose 5 %',
      'Vancomycin',
      'Trial drug {int:1..9}',
    ]),
    unit: zipf(['ml/h', 'mg/h', 'ug/kg/min', 'IU/h', 'mmol/h']),
    screen: zipf(['Home', 'Rate entry', 'Drug Library', 'Alarm', 'History', 'Confirm?']),
    alarm: zipf(['air in line', 'occlusion', 'door', 'low battery', 'infusion near end', 'KVO', 'callback', 'syringe missing']),
    nurse: zipf(['{last}', '{first} {last}', 'badge {int:1000..1900}', 'unknown']),
    ap: zipfWords('ward-7-a ward-7-b hall roof'),
    bed: ['{int:1..14}', '{int:1..14}', 'ICU {int:1..6} left'],
    patient: zipf(['{last}, {first}', '{last}, {first}', 'unknown male', '(anonymous)', '{last}-{last}, {first}']),
    profile: zipf(['Adult ICU', 'Paediatrics < 20 kg', 'Anaesthesia', 'Default']),
    syringe: zipf(['Brandt Plus', 'Omni', 'Terra L', 'Brandt']),
    technician: '{person}',
  },
  line: ({ atMs, source, message, random }) => {
    const pump = random.pick([7, 7, 7, 7, 12, 31, 44]);
    return `PMP${String(pump).padStart(4, '0')};${Math.floor((atMs / 700) % 1_000_000)};${stamp(atMs, 'DD-Mon;hh.mm.ss')};${source};${message}`;
  },
};
