import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';
import { zipf, zipfWords } from './zipf.ts';

const statements = table(String.raw`
^3 Note      PKGSVC  Service starts, version {int:6..10}.0.{int:7000..9900}.{int:1..900} ({one:win8_rtm|rs1|vb_release}.{int:100000..200000}-{int:1000..2400})
^3 Note      PKGSVC  Store root "{folder}" is on volume {one:C|D}:, {int:1..900} GB free
500 Note     PKGSVC  Ticket {int:30000000..31000000}.{log:100000..4000000000} for {client}
470 Note     PKGSVC  {package} is {pkgstate}
260 Note     PKGSVC  No leaflet in {package}, going on (0x{errorcode})
90  Note     HASH    #{digits:8} {int:1..400} files of {quoted} are whole
88  Note     HASH    #{digits:8} batch of {int:1..90}, cut-off {int:2014..2019}-{digits:2}-{digits:2}
60  Note     PKGSVC  Restart wanted: {one:no|yes|already asked}
52  Note     SETUP   Copying "{folder}\{doc}" ({log:100..90000000} bytes)
40  Note     SETUP   Skipped "{folder}\{doc}": {skip}
35  Note     SETUP   Property {property} = {propertyvalue}
34  Note     SETUP   RegWrite {one:machine|user}\Software\{vendor}\{key} [{regvalue}]
24  Note     SETUP   RegDelete {one:machine|user}\Software\{vendor}\{key}
22  Error    PKGSVC  {method} gave 0x{errorcode} {errorname}
20  Error    PKGSVC  {quoted} has sum <{hex:32}> and not <{hex:32}>
19  Note     FETCH   {url} -> {int:1..100}% at {int:10..9000} KB/s
18  Note     FETCH   Downloaded {doc} in {int:1..900} s
17  Caution  FETCH   {url} paused: {pausewhy}
16  Note     FETCH   {url} resumed
15  Note     PKGSVC  Scavenge: {int:0..40} superseded, {int:0..90} pinned
14  Note     <<engine>>  Entering {stage}
14  Note     <<engine>>  Leaving {stage}
13  Note     <<engine>>  Detected {product}: {one:absent|present|superseded}
12  Note     <<engine>>  Plan {product}: {action}, execute: {action}, rollback: {action}
10  Note     <<engine>>  Asked to close {program}
9   Error    <<engine>>  {program} still runs
8   Note     <<engine>>  User chose "{choice}"
8   Note     SIGN    trusted: {signer}
7   Error    SIGN    untrusted: {signer}
7   Note     SIGN    Revocation of {signer} not known
6   Note     POINT   Restore point "{restore}" made
5   Error    POINT   Restore point "{restore}" not made
5   Caution  PKGSVC  Ticket {int:30000000..31000000}.{log:100000..4000000000} must wait
4   Note     PKGSVC  Idle for {int:2..30} minutes, stopping
4   Note     SETUP   Shortcut {shortcut} placed
4   Note     SETUP   Shortcut {shortcut} removed
3   Note     PKGSVC  Startup took {float:0.1..90:3} s
3   Error    SETUP   Disk full on {one:C|D}:
2   Caution  SIGN    Clock wrong?
2   Note     <<engine>>  Exit {int:0..0}
1   Error    <<engine>>  Exit 0x{errorcode}
1   Note     PKGSVC  Ended by shutdown
`);

export const officeUpdater: System = {
  name: 'office-updater',
  about:
    'a desktop updater: columns between commas with wide padding, a second writer in angle brackets, paths with spaces, error codes, registry keys, three statements write half',
  startMs: Date.UTC(2016, 8, 28, 4),
  paceMs: 3_000,
  statements,
  fields: {
    client: zipfWords('agent defender tray store console'),
    package: zipf([
      'Fix_KB{int:2500000..4900000}_x64_{int:6..10}.{int:0..3}.1.{int:0..9}',
      'Feature-{key}-Package_x86_en-US_10.0.1.0',
      'Part {int:1..90} of KB{int:2500000..4900000}_x64_6.1.1.{int:0..9}',
    ]),
    pkgstate: zipf(['Installed', 'Staged', 'Not Present', 'Superseded', 'Install Pending', 'Uninstall Requested']),
    errorcode: zipfWords('9a010805 9a010005 9a014005 9a01081f 9a240022'),
    errorname: zipfWords('E_STRANGE E_NOENTRY E_ANY E_NOSOURCE'),
    folder: zipf([
      'C:\\Program Files (x86)\\{vendor}',
      'C:\\Windows\\Store Cache',
      'C:\\Users\\{first} {last}\\AppData\\Local',
      'D:\\Setup',
    ]),
    vendor: zipf(['Quill Software', 'Orbit', 'Finch & Sons', 'Nordwind']),
    doc: zipf(['{noun}.dll', 'setup {int:1..9}.cab', 'Read Me.txt', '{noun} (de).mui', '{noun}-{version}.msp', 'en-US\\{noun}.xml']),
    skip: zipf(['same version', 'newer on disk', 'in use by {program}', 'not selected']),
    property: zipfWords('INSTALLDIR REBOOTNEEDED CompanyName ProductLanguage SourceDir ALLUSERS PrivilegedUser'),
    propertyvalue: zipf(['1', '{folder}', "'{last} and Partners'", '1033', '❴{HEX:8}-{HEX:4}-{HEX:4}-{HEX:4}-{HEX:12}❵']),
    key: zipfWords('Run Options Uninstall Recent Fonts Media LangPack Telemetry'),
    regvalue: zipf(['REG_SZ', 'DWORD:{int:0..9}', 'REG_SZ:{folder}\\{noun}.exe', 'empty']),
    method: zipfWords('CStore::Open CTicket::Commit CLeaflet::Resolve CFix::Stage OpenTree'),
    quoted: zipf(['"{noun}.{noun}"', '"{noun} {int:8..40}.exe.mui"', '"{noun}"']),
    url: 'https://dl.quill.example/{noun}/{version}?{one:arch=x64|arch=x86}&p={int:1..9}',
    pausewhy: zipf(['metered network', 'battery', 'asked by {first}', 'server busy']),
    stage: zipfWords('Detect Plan Cache Apply Elevate Rollback'),
    product: zipf(['Quill Writer {int:2013..2016}', 'Runtime x64 {version}', 'Orbit Maps', 'Proofing Tools - Español']),
    action: zipfWords('None Install Repair Uninstall'),
    program: zipf(['Quill Writer', 'excelsior.exe', 'Outpost', 'explorer', 'Finch Tray Helper']),
    choice: zipf(['Later', 'Install now', 'Tonight at {int:1..4}', 'Never']),
    signer: zipf(['Quill Software Ltd', 'Nordwind GmbH & Co. KG', 'Orbit', 'unknown']),
    restore: zipf(['Before {product}', 'Monthly', 'Scheduled']),
    shortcut: '"{product}.lnk"',
  },
  line: ({ atMs, level, source, message }) =>
    source === '<<engine>>'
      ? `[${(4_400 + (atMs % 7)).toString(16).toUpperCase()}:${stamp(atMs, 'hhmm')}] <<engine>> ${level.toLowerCase()}: ${message}`
      : `${stamp(atMs, 'DD.MM.YYYY HH:mm:ss')} , ${level.padEnd(20)}, ${source.padEnd(8)}, ${message}`,
};
