import { table } from '../statement.ts';
import type { System } from '../system.ts';
import { zipf, zipfWords } from './zipf.ts';

const statements = table(String.raw`
^4 3 GW   ignition {ignition}
^4 2 GW   wake by {wake}
^4 4 TEL  modem {modem} ready
520 6 BCM frame {HEX:3} {list:1..8: :{HEX:2}}
330 5 EMS rpm {int:0..6500} load {int:0..100}% lambda {float:0.6..1.6:3} trim {float:-25..25:1}%
240 5 ABS wheel {float:0..190:2} {float:0..190:2} {float:0..190:2} {float:0..190:2}
90  5 TCU gear {gear}
70  5 NAV {float:-60..60:6},{float:-170..170:6} {int:0..359} deg {int:0..14} sats
60  4 BCM door {door} opened
58  4 BCM door {door} closed
54  4 BCM door {door} locked
52  4 BCM door {door} unlocked
40  5 BCM lamp {lamp}={bool}
36  4 HMI view {view}
34  4 HMI button '{button}' {one:short|long}
30  5 HVAC target {float:16..28:1} cabin {float:-20..50:1} blower {int:0..7}
28  4 MED track "{track}" by {artist}
26  4 MED source {mediasource}
24  2 GW  {ecu} silent for {int:100..9000} ms
23  3 GW  {ecu} heard again
20  1 DTC {dtc} {dtcstate}
20  3 DTC {dtc} cleared by {tester}
18  4 KEY key {int:1..4} in range
18  4 KEY key {int:1..4} out of range
16  4 BTP phone "{phone}" linked
15  4 BTP phone "{phone}" unlinked
14  3 TEL {apn}: attached, rssi {int:-120..-50}
14  3 TEL {apn}: detached, cause {int:1..120}
13  4 TEL post {url} {int:200..204} {int:20..4000}ms
12  1 TEL post {url} failed: {telerror}
7   3 ADS lane keeping on
6   3 ADS lane keeping off
11  2 ADS take over: {takeover}
10  2 ADS object {object} at {float:0.5..120:1} m, closing {float:-30..30:1} m/s
9   2 TPM tyre {tyre} {float:0.8..3.4:2} bar {int:-20..70} C
9   4 SEAT {seat} belt fastened
8   3 SEAT {seat} belt released
7   3 BAT cell {int:1..96} {float:2.9..4.2:3} V
6   3 BAT charge started, {float:1..150:1} kW
6   3 BAT charge ended, {float:1..80:1} kWh
5   1 BAT contactor {contactor} stuck
5   4 OTA campaign {uuid} step {int:1..9}/9 {otastep}
4   4 MED tuned {float:87.5..108:1} MHz{maybe:60: ({station})}
4   3 GW  session {one:extended|programming|default} from {tester}
3   1 SRS crash sensor {int:1..8} {int:-40..90} g
3   3 GW  odometer {int:1000..300000} km
2   0 GW  reset, cause {resetcause}
2   3 CLK drift {int:-90..90} ms
1   3 OTA rollback
1   0 EMS limp home
1   3 GW  sleep
`);

export const vehicleBus: System = {
  name: 'vehicle-bus',
  about:
    'the gateway of a car: key=value heads between tabs, seconds since the ignition, the priority at the end of the line, frames of one to eight bytes, titles of songs, names of phones',
  startMs: Date.UTC(2023, 5, 1, 7),
  paceMs: 180,
  statements,
  fields: {
    ignition: zipf(['on', 'accessory', 'off', 'crank']),
    wake: zipf(['key', 'door', 'timer', 'CAN{int:1..3}', 'phone app']),
    modem: 'LM{int:100..900}-{one:E|A}',
    gear: zipfWords('D R P N S 1 2 3'),
    door: zipf(['driver', 'passenger', 'tailgate', 'rear left', 'rear right', 'bonnet', 'fuel flap']),
    lamp: zipfWords('low_beam turn_l turn_r brake fog_rear high_beam interior drl'),
    bool: ['true', 'false'],
    view: zipf(['map', 'media', 'Phone book', 'rear camera', 'Settings > Sound', 'trip 1']),
    button: zipf(['vol+', 'vol-', 'voice', 'next track', 'home', 'park assist']),
    track: zipf(['Blue {noun}', '{noun}', 'Road to {noun} (Live)', '{talk:2..5}', 'Track {int:1..20}', 'Ep. {int:1..200}: {talk:3..6}']),
    artist: zipf(['{first} {last}', 'The {noun}s', 'unknown', '{noun} & {noun}', '{last} Quartet']),
    mediasource: zipf(['bluetooth', 'fm', 'usb 1', 'dab', 'aux', 'App Link']),
    ecu: zipfWords('BCM ABS HVAC TPM SEAT_L TCU EMS ADS radar_front'),
    dtc: '{one:P|C|B|U}{int:0..3}{HEX:3}-{HEX:2}',
    dtcstate: zipf(['pending', 'confirmed', 'test failed since clear', 'aged']),
    tester: zipf(['workshop', '{person}', 'tester 0xF1', 'ota']),
    phone: zipf(['{first}’s phone', 'Pixie 7', 'Galaxy of {first}', 'work', '{first} {last}']),
    apn: zipf(['auto.tellus.example', 'internet', 'car m2m']),
    url: 'https://fleet.tellus.example/v{int:1..2}/{one:pos|health|trip}?vin={ID:17}',
    telerror: zipf(['no route', 'tls alert 42', 'timeout', 'name not resolved']),
    takeover: zipf(['lane lost', 'hands off for {int:5..30} s', 'sensor blind', 'end of motorway']),
    object: zipf(['car', 'pedestrian', 'truck', 'bicycle', 'unknown', 'traffic cone']),
    tyre: zipfWords('FL FR RL RR spare'),
    seat: zipf(['driver', 'passenger', 'rear left', 'rear middle']),
    contactor: zipfWords('main precharge dc_fast'),
    otastep: zipf(['download', 'verify', 'install in slot B', 'wait for parking', 'activate']),
    station: zipf(['Radio {noun}', 'NDW 2', '{noun} FM']),
    resetcause: zipf(['brown-out', 'watchdog', 'power on']),
  },
  line: ({ uptimeMs, level, source, message }) =>
    `t=+${(uptimeMs / 1000 + 4).toFixed(3)}\tecu=${source}\tch=${source.length % 2 === 0 ? 'eth0' : `can${source.charCodeAt(0) % 3}`}\t${message}\tprio=${level}`,
};
