import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
546 - climate   {room}: {float:14..26:1} °C, {int:28..70} % rF
208 - climate   {room}: Soll {float:16..23:1} °C
195 - light     {lamp} -> {int:1..100} %
156 - motion    Bewegung {room}
153 - motion    keine Bewegung {room} seit {int:2..90} min
117  - light     {lamp} an
114  - light     {lamp} aus
96  - scene     Szene "{scene}" von {who}
78  - radio     {lamp}: RSSI {int:-95..-40}
68  - shutter   Rollo {room} fährt auf {int:0..100} %
52  - power     {float:-3000..9000:0} W
47  - shutter   Rollo {room} steht
39  - door      {door} geöffnet
39  - door      {door} geschlossen
24  - voice     gehört: {list:2..6: :{heard}}
22  - radio     Paket von {hex:6} verworfen
20  - voice     nicht verstanden
18  - rule      Regel {rule} ausgelöst durch {lamp}
16  - rule      Regel {rule} übersprungen: {because}
14  - climate   Heizung {room} ein
13  - climate   Heizung {room} aus
12  - radio     {lamp} nicht erreichbar
11  - radio     {lamp} wieder da nach {int:2..900} s
9   - battery   Batterie {door} {int:3..30} %
8   - cloud     verbunden mit {cloud}
7   - cloud     getrennt: {because}
5   - user      {who} ist da
5   - user      {who} ist weg
4   - update    Firmware {version} für {lamp} geladen
3   - hub       Sicherung geschrieben ({int:20..900} kB)
2   - hub       Start
1   - hub       Uhr gestellt um {float:-90..90:1} s
`);

export const houseHub: System = {
  name: 'house-hub',
  about:
    'a hub of a smart house in German: time alone, a thing in angle brackets, rooms and lamps of several words, rows of values behind a name',
  startMs: Date.UTC(2023, 10, 3, 5),
  paceMs: 9_000,
  statements,
  fields: {
    room: ['Küche', 'Wohnzimmer', 'Bad oben', 'Flur', 'Schlafzimmer', 'Zimmer von Ida', 'Keller', 'Gäste WC', 'Büro'],
    lamp: [
      'Deckenlampe {room}',
      'Stehlampe',
      'LED Band TV',
      'Nachtlicht {room}',
      'Steckdose {int:1..9}',
      'Garten links',
      'Garten rechts',
      'Spots',
    ],
    scene: ['Abend', 'Film ab', 'alle schlafen', 'Besuch', 'Guten Morgen'],
    who: ['{first}', '{first}', '{first}', 'Taster {room}', 'Zeitplan', 'unbekannt'],
    door: ['Haustür', 'Fenster {room}', 'Garage', 'Terrasse', 'Dachfenster 2'],
    heard: ['mach', 'licht', 'bitte', 'heller', 'wie', 'wird', 'das', 'wetter', 'musik', 'leiser', 'timer', 'auf', 'zehn'],
    rule: ['nachts_dunkel', 'Urlaub', 'Lüften 2', 'regen', 'Sonne blendet'],
    because: ['Zeitüberschreitung', 'kein Netz', 'Sommer', '{who} war schneller', 'Fehler {int:400..599}'],
    cloud: ['eu1.hub.example', 'eu2.hub.example:8883', '{ip}'],
  },
  line: ({ atMs, source, message }) => `${stamp(atMs, 'hh:mm:ss')} <${source}> ${message}`,
};
