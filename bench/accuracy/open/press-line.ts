import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^2 I SPS1 Steuerung gestartet, Programm {program} Version {version}
^2 I SPS1 Verbindung zu {device} hergestellt
^2 I SPS2 Referenzfahrt Achse {axis} beendet ({int:2000..9000} ms)
^2 I SPS1 {int:4..16} Stationen gefunden
flow 260
100 I SPS1 Teil {@part} eingelegt an Station {int:1..4}
100 I SPS1 Presse schließt
96  I SPS2 Presskraft {float:80..250:1} kN nach {int:300..1200} ms erreicht
100 I SPS1 Presse öffnet
90  I SPS3 Teil {@part} gemessen: {float:-0.9..0.9:3} mm Abweichung
84  I SPS3 Teil {@part} in Ordnung
9   W SPS3 Teil {@part} nicht in Ordnung, Fehlerbild {defect}
80  I SPS1 Teil {@part} entnommen
end
170 D SPS2 Temperatur {zone}: {float:-12..240:1} °C
90  D SPS2 Druck Hydraulik {float:80..210:1} bar
60  D SPS2 Ölstand {int:20..98} %
36  W SPS2 Temperatur {zone} über Grenzwert: {float:200..280:1} °C (max. {one:200|210} °C)
14  W SPS2 Temperatur {zone} unter Grenzwert: {float:-20..4:1} °C (min. {one:5|8} °C)
24  I SPS1 Schutztür {door} geöffnet
24  I SPS1 Schutztür {door} geschlossen
10  A SPS1 Not-Halt ausgelöst durch {operator}
9   I SPS1 Not-Halt quittiert durch {operator}
40  I HMI  Bediener {operator} angemeldet
37  I HMI  Bediener {operator} abgemeldet
18  I HMI  Rezept {recipe} geladen
6   I HMI  Rezept {recipe} gespeichert von {operator}
20  I HMI  Sollwert {setpoint} geändert von {float:1..99:1} auf {float:1..99:1}
30  I HMI  Betriebsart {mode}
26  I SPS3 Stückzahl {log:1..9000} / {one:5000|9000}
~22 W BUS  Teilnehmer {int:2..31} antwortet nicht (Versuch {int:1..3})
~10 A BUS  Teilnehmer {int:2..31} ausgefallen
8   I BUS  Teilnehmer {int:2..31} wieder da
50  D BUS  RX {list:4..12: :{HEX:2}}
48  D BUS  TX {list:4..8: :{HEX:2}}
12  W SPS2 Achse {axis}: Schleppfehler {float:-4..4:2} mm
4   A SPS2 Achse {axis}: Endlage überfahren
7   I SPS1 Werkzeugwechsel begonnen
7   I SPS1 Werkzeugwechsel beendet, Werkzeug {tool}
15  I ERP  Auftrag {order} für Kunde {customer} übernommen, {int:100..9000} Stück
11  I ERP  Auftrag {order} abgeschlossen
3   W ERP  Keine Antwort von {device} seit {int:30..900} s
16  I HMI  Schichtbericht an {email} gesendet
5   W HMI  Wartung fällig: {maintenance}
2   I HMI  Wartung erledigt: {maintenance}
13  I SPS1 Pause
13  I SPS1 Weiter
2   A SPS2 Leckage
1   A SPS1 Netzausfall, Puffer {int:40..100} %
1   I SPS1 Netz wieder vorhanden
1   W HMI  Uhrzeit um {int:-30..30} s verstellt
1   I SPS1 Steuerung wird heruntergefahren
`);

export const pressLine: System = {
  name: 'press-line',
  about:
    'an industrial controller with German texts: semicolons, dotted dates, decimal commas in the header, names of people, hex dumps, negative numbers',
  startMs: Date.UTC(2022, 10, 21, 5),
  paceMs: 2_100,
  statements,
  fields: {
    part: '{int:100000..999999}',
    program: ['PRESSE_7', 'PRESSE_7B'],
    device: ['Roboter 1', 'Roboter 2', 'Messrechner', 'ERP', 'Drucker Halle 3'],
    axis: ['X', 'Y', 'Z1', 'Z2'],
    zone: ['Zone 1', 'Zone 2', 'Zone 3', 'Öltank', 'Halle'],
    door: ['vorne', 'hinten', 'Roboterzelle', 'links'],
    defect: ['Riss', 'Grat', 'Delle', 'falsche Lage', 'Kratzer Oberseite'],
    operator: ['Krause', 'M. Öztürk', 'Weiß', 'Jansen', 'von Hagen', 'Lehmann', 'Dr. Vogt', 'Schichtleiter'],
    recipe: ['Deckel 80', 'Deckel 120', 'Flansch', 'Haube lang', 'Träger links'],
    setpoint: ['Presskraft', 'Haltezeit', 'Vorschub', 'Temperatur Zone 2'],
    mode: ['Automatik', 'Einrichten', 'Hand', 'Referenz'],
    tool: 'W{digits:3}',
    order: 'A-{int:2022..2023}-{digits:5}',
    customer: ['Brandt & Söhne', 'Nordmetall', 'Huber GmbH', 'Atelier Blech', 'Steg AG'],
    maintenance: ['Filter wechseln', 'Achse Z1 schmieren', 'Öl prüfen', 'Dichtung Zylinder 2'],
  },
  line: ({ atMs, level, source, message }) => `${stamp(atMs, 'DD.MM.YYYY hh:mm:ss,SSS')};${source};${level};${message}`,
};
