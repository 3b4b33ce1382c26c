import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^3 Info    Shell    Started {version} on {one:Windows 10|Windows 11} ({one:x64|arm64})
^3 Info    Account  Signed in as {email}
^2 Info    Watcher  Watching {root}
flow 300
100 Debug   Watcher  Changed: {@file}
96  Info    Upload   Uploading {@file} ({log:200..900000000} bytes)
35  Debug   Upload   {int:1..99}% of {@file}
88  Info    Upload   Uploaded {@file} in {elapsed}
8   Error   Upload   Could not upload {@file}: {oserror}
7   Info    Upload   Retrying {@file} in {int:2..120} s
end
150 Info    Download Downloaded {file} ({log:200..900000000} bytes)
70  Debug   Watcher  Renamed: {file} -> {file}
60  Debug   Watcher  Deleted: {file}
45  Debug   Watcher  Ignored: {ignored}
26  Warning Conflict Kept both versions of {file} ({person}'s copy {int:1..9})
310 Debug   Hash     {hex:40} {file}
90  Debug   Net      {one:GET|PUT|POST} https://sync.tellus.example/v2/{one:blocks|tree|users}/{hex:12}?rev={int:1..900} 200
18  Warning Net      {one:GET|PUT|POST} https://sync.tellus.example/v2/{one:blocks|tree|users}/{hex:12}?rev={int:1..900} 404
~14 Error   Net      {one:GET|PUT|POST} https://sync.tellus.example/v2/{one:blocks|tree|users}/{hex:12}?rev={int:1..900} 503
24  Info    State    Up to date
22  Info    State    Syncing
7   Info    State    Paused by user
7   Info    State    Resumed by user
~9  Warning State    Offline
8   Info    State    Online
12  Info    Share    {person} shared "{folder}" with you
10  Info    Share    You left "{folder}"
16  Info    Quota    {float:0.1..14.9:1} GB of 15 GB used
3   Warning Quota    Storage almost full
1   Error   Quota    Storage full
4   Info    Update   Version {version} downloaded
2   Info    Update   Restarting to install {version}
1   Error   Database Database is corrupt, rebuilding from {int:100..90000} entries
1   Info    Account  Signed out
`);

export const desktopSync: System = {
  name: 'desktop-sync',
  about: 'a file synchroniser in C#: columns between tabs, American dates, Windows paths and file names with spaces, names of people',
  startMs: Date.UTC(2024, 2, 4, 9),
  paceMs: 2_500,
  statements,
  fields: {
    root: ['C:\\Users\\marek\\Tellus', 'D:\\Team Files'],
    folder: ['Holiday 2023', 'Invoices', 'Band practice', 'Kids', 'Plan B'],
    file: ['{root}\\{folder}\\{name}', '{root}\\{name}', '{root}\\{folder}\\{folder}\\{name}'],
    name: [
      '{noun}.{one:docx|xlsx|pdf}',
      'IMG_{digits:4}.JPG',
      '{noun} {noun} ({int:1..9}).pdf',
      'Scan {int:1..28}.{int:1..12}.2023.png',
      '~${noun}.tmp',
      'Final version {int:2..9} really final.pptx',
    ],
    ignored: ['{root}\\desktop.ini', '{root}\\{folder}\\~${noun}.tmp', '{root}\\Thumbs.db'],
    oserror: [
      'The process cannot access the file because it is being used by another process.',
      'Access is denied.',
      'The network path was not found.',
    ],
    elapsed: '00:00:{int:10..59}.{digits:7}',
  },
  line: ({ atMs, level, source, message, random }) =>
    [stamp(atMs, 'M/D/YYYY HH:mm:ss AP').replace('M/D', dayOf(atMs)), random.int(3, 19), level, source, message].join('\t'),
};

function dayOf(atMs: number): string {
  const at = new Date(atMs);
  return `${at.getUTCMonth() + 1}/${at.getUTCDate()}`;
}
