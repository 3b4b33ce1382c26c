import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^2 INF Start    Uruchomienie sterownika, wersja {version}
^2 INF Start    Wczytano {int:20..90} zwrotnic i {int:30..200} semaforów
flow 150
100 INF Przebieg Żądanie przebiegu {@route} dla pociągu {@train}
95  INF Zwrotnica Zwrotnica {int:1..90} przestawiana
60  INF Zwrotnica Zwrotnica {int:1..90} w położeniu zasadniczym
45  INF Zwrotnica Zwrotnica {int:1..90} w położeniu zwrotnym
92  INF Przebieg Przebieg {@route} utwierdzony
90  INF Semafor  Semafor {@signal}: zezwalający, sygnał S{int:2..13}
85  INF Tor      Odcinek {section} zajęty
85  INF Tor      Odcinek {section} wolny
80  INF Semafor  Semafor {@signal}: stój
78  INF Przebieg Przebieg {@route} zwolniony po {int:20..400} s
8   OST Przebieg Przebieg {@route} odrzucony: {refusal}
end
130 DBG Telegram RX {list:5..14: :{hex:2}}
128 DBG Telegram TX {list:5..14: :{hex:2}}
240 DBG Pomiar   {section} {int:-40..900} mV {int:-90..400} mA
70  INF Pociag   Pociąg {train} "{trainname}" wjechał na tor {int:1..12}
66  INF Pociag   Pociąg {train} "{trainname}" odjechał z toru {int:1..12}{maybe:35:, opóźnienie {int:1..90} min}
22  OST Pociag   Pociąg {train} opóźniony o {int:5..120} min: {delay}
60  INF Przejazd Przejazd {crossing} zamknięty
60  INF Przejazd Przejazd {crossing} otwarty
5   BLD Przejazd Przejazd {crossing}: rogatka {int:1..4} nie domyka się
18  INF Dyzurny  Dyżurny {person} przejął służbę
17  INF Dyzurny  Dyżurny {person} zdał służbę
22  INF Dyzurny  Polecenie: {command}
14  OST Dyzurny  Polecenie specjalne {int:1..40} potwierdzone przez {person}
~26 BLD Zwrotnica Zwrotnica {int:1..90}: brak kontroli położenia
11  OST Zwrotnica Zwrotnica {int:1..90}: prąd nastawczy {float:3..12:2} A, norma do {float:4..5:1} A
~22 BLD Lacznosc Brak łączności z {neighbour}
10  INF Lacznosc Łączność z {neighbour} przywrócona
80  DBG Lacznosc {neighbour} {int:1..400} ms
9   OST Semafor  Semafor {signal}: przepalone światło {colour}
7   INF Semafor  Semafor {signal}: światło {colour} wymienione
12  INF Zasilanie Przetwornica {int:1..4} włączona
12  INF Zasilanie Przetwornica {int:1..4} wyłączona
26  DBG Zasilanie Napięcie {float:22.1..27.9:1} V, bateria {int:40..100}%
3   BLD Zasilanie Zanik napięcia sieci
3   INF Zasilanie Powrót napięcia sieci
15  OST Tor      Odcinek {section}: zakłócenie licznika osi ({int:-3..5})
8   INF Tor      Odcinek {section}: zerowanie licznika osi przez {person}
6   INF Tor      Zamknięcie toru {int:1..12} do {int:10..23}:{int:10..59}
6   INF Tor      Otwarcie toru {int:1..12}
16  INF Alarm    Alarm {alarm} zgłoszony
15  INF Alarm    Alarm {alarm} skasowany
9   INF Pogoda   {int:-25..36} °C, wiatr {int:0..30} m/s, {weather}
6   INF Ogrzewanie Ogrzewanie rozjazdów włączone
6   INF Ogrzewanie Ogrzewanie rozjazdów wyłączone
7   INF Dane     Rozkład {int:10..28}.0{int:1..9}.2024 wczytany
2   BLD Dane     Rozkład {int:10..28}.0{int:1..9}.2024 uszkodzony
10  INF Zegar    Synchronizacja z {ip}
3   OST Zegar    Odchyłka {int:-900..900} ms
4   INF Kopia    Zapisano /kopie/{noun} {int:10..28}-0{int:1..9}.tar
5   DBG Pamiec   Wolne {int:20..900} MB
2   BLD Sterownik Rozbieżność kanałów A i B: {hex:4} / {hex:4}
2   INF Sterownik Przełączenie na kanał {one:A|B}
2   INF Radio    Radiostop
1   BLD Radio    Fałszywy Radiostop z {neighbour}
1   INF Test     Test lamp
1   INF Test     Test zakończony pomyślnie
1   BLD Test     Test zakończony niepomyślnie
1   INF Start    Zatrzymanie sterownika
`);

export const railSignalling: System = {
  name: 'rail-signalling',
  about:
    'an interlocking in Java with Polish texts: the level and the place first, the time at the end of the line, names of trains and people, opposites everywhere',
  startMs: Date.UTC(2024, 1, 19, 4),
  paceMs: 1_600,
  statements,
  fields: {
    route: '{one:A|B|C|D}{int:1..20}-{one:F|G|H}{int:1..20}',
    train: ['{int:10000..99999}', 'IC {int:1000..9999}', 'KM{int:100..999}'],
    trainname: ['Bałtyk', 'Góral', 'Malczewski', 'Wisła Express', 'Nocny Ekspres'],
    signal: '{one:A|B|C|D|Tm}{int:1..40}',
    section: ['it{int:1..60}', 'Jz{int:1..20}', 'tor {int:1..12}'],
    refusal: ['zajęty odcinek {section}', 'przebieg sprzeczny', 'brak kontroli zwrotnicy {int:1..90}'],
    crossing: ['km {int:10..90},{digits:3}', 'ul. Leśna', 'Stary Dwór'],
    command: ['postaw B{int:1..20}', 'zwolnij odcinek', 'zamknij przejazd ul. Leśna', 'tryb ręczny'],
    neighbour: ['Nowa Wieś', 'Dąbrowa', 'LCS Zachód', 'posterunek 7'],
    delay: ['oczekiwanie na skomunikowanie', 'awaria taboru', 'krzyżowanie', 'prace torowe'],
    colour: ['zielone', 'czerwone', 'pomarańczowe dolne'],
    alarm: ['pożar', 'włamanie do nastawni', 'wysoka temperatura', 'otwarta szafa {int:1..20}'],
    weather: ['deszcz', 'śnieg', 'bez opadów', 'gęsta mgła'],
    place: ['Kolno', 'Zalesie Górne', 'Turek'],
  },
  line: ({ atMs, level, source, message, fill }) =>
    `<${level}> ${fill('{@place}')}/${source}: ${message} @${stamp(atMs, 'hh:mm:ss,SSS DD-MM-YY')}`,
};
