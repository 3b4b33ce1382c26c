import { table } from '../statement.ts';
import type { System } from '../system.ts';
import { zipf, zipfWords } from './zipf.ts';

const statements = table(String.raw`
^3 - step   prepare workspace {path}
^3 - step   runner {version} on {runner} ({one:linux|darwin}/{one:x64|arm64})
^3 - step   checkout {branch} at {hex:12}
^3 - bare   Node v{version}, cc {version}, {int:2..64} cores
520 - bare  ok {int:1..900} - {testname}
360 - task  {module} {taskname}{maybe:45: (cached)}
210 - cc    warning: unused {one:variable|parameter|function} '{symbol}' [-Wunused]
170 - bare  [{int:1..900}/{int:300..900}] {one:CXX|CC|AS} {object}
90  - bare  fetch {url}
60  - bare  {dep} {version} -> {version}
44  - cc    warning: comparison of '{ctype}' with '{ctype}' [-Wsign]
40  - cc    error: '{symbol}' was not declared in this scope
36  - cc    note: declared here
34  - cc    error: expected '{punct}' before '{punct}'
30  - bare  not ok {int:1..900} - {testname}
28  - bare  # {int:1..40000}.{digits:3} ms
24  - bare  expected: {value}
24  - bare  actual: {value}
22  - bare  skip {int:1..900} - {testname} # {skip}
20  - bare  chunk {noun}.{hex:8}.js {float:0.1..900:2} kB gzip {float:0.1..300:2} kB
18  - bare  linking {object}
17  - bare  stripping {object}
16  - bare  {author} {mail} {hex:7} {subject}
16  - step  run "{command}"
15  - step  passed in {int:0..59}m {int:0..59}s
5   - step  exited with {int:1..139} after {int:0..59}m {int:0..59}s
14  - warn  {dep}@{version} is deprecated: {deprecation}
12  - warn  peer {dep} wanted {dep}@{range}, found {version}
12  - bare  added {int:1..2000} packages{maybe:50: and removed {int:1..90}} in {int:1..90}s
10  - bare  cache key {noun}-{hex:16} hit
10  - bare  cache key {noun}-{hex:16} missed
9   - bare  restored {float:0.1..900:1} MiB in {int:1..90} s
9   - bare  saved {float:0.1..900:1} MiB in {int:1..90} s
8   - task  {module} FAILED
8   - bare  Total {int:1..90} files, {int:0..100}.{int:0..99}% lines, {int:0..100}.{int:0..99}% branches
7   - bare  layer {hex:12}: pulling
7   - bare  layer {hex:12}: pulled
6   - bare  retry {int:1..5} of 5 for {url}: {neterr}
6   - step  artefact {artefact} uploaded, {log:100..900000000} bytes
5   - step  artefact {artefact} not found
5   - bare  {module}: {int:0..40} errors, {int:0..900} warnings
4   - step  secret {secret} masked
4   - step  waits for {runner}
3   - step  job {jobname} cancelled by {author}
3   - step  job {jobname} approved by {author}
2   - bare  no tests
2   - warn  disk {int:80..99}%
1   - bare  Killed
1   - bare  Segmentation fault (core dumped)
1   - step  cleaning up
`);

export const ciRunner: System = {
  name: 'ci-runner',
  about:
    'what a build job prints: no time, no level, several writers with heads of their own or none, test titles of many words, compiler messages behind file, line and column',
  startMs: Date.UTC(2024, 2, 1),
  paceMs: 300,
  statements,
  fields: {
    runner: zipfWords('atlas-1 atlas-2 mac-mini-4 spot-{hex:6} atlas-3'),
    branch: zipf(['main', 'feature/{noun}-{noun}', 'fix {noun}', 'release/{int:1..9}.x', 'dependabot/{dep}']),
    testname: zipf([
      'parses an empty {noun}',
      'returns {int:400..404} when the {noun} is missing',
      '{symbol}() keeps order',
      'handles {noun} and {noun} together',
      '{noun}',
      'a {noun} that was closed twice is reported once',
      'renders <{symbol} />',
      'round trip: {noun} > bytes > {noun}',
    ]),
    module: zipfWords(':core :app :net:http :store :ui:widgets :tools:gen :net'),
    taskname: zipfWords('compile test jar lint resources check publish docs'),
    symbol: zipfWords('i buf parseHead m_count Lane::open result tmp on_close kMaxDepth operator== node'),
    ctype: zipf(['int', 'unsigned long', 'size_t', 'const char*', 'std::vector<int>::size_type']),
    punct: zipf([';', ')', '{symbol}', ',', 'return']),
    object: zipf(['src/{noun}/{noun}.o', 'lib{noun}.a', 'bin/{noun}', 'src/{noun}.cc.o']),
    url: zipf(['https://registry.pkgs.example/{dep}/-/{dep}-{version}.tgz', 'https://mirror.tellus.example/{noun}?rev={hex:8}&full=1']),
    dep: zipfWords('left-trim @quill/base tsgo moor vites rollup-fern @types/orbit lodestar y-args'),
    value: zipf(['{int:-90..900}', '"{talk:1..4}"', 'null', '[ {list:0..4:, :{int:0..9}} ]', 'true', '❴ {noun}: {int:1..9} ❵', 'NULL']),
    skip: zipf(['needs network', 'flaky', 'TODO', 'only on darwin', 'see issue {int:10..900}']),
    author: zipf(['{first} {last}', '{user}', 'quill-bot[bot]']),
    mail: '<{email}>',
    subject: zipf(['Fix {noun}', 'Bump {dep} from {version} to {version}', '{talk:2..7}', 'wip', 'Merge branch {branch}']),
    command: zipf(['make -j{int:2..32}', './gradle check --no-daemon', 'npm ci', 'ctest -L {noun}', 'sh scripts/{noun}.sh --all']),
    deprecation: zipf(['use {dep} instead', 'no longer maintained', 'has a security hole, upgrade to {version} or later']),
    range: '^{int:1..9}.{int:0..9}.0',
    neterr: zipf(['ETIMEDOUT', 'ECONNRESET', '502 Bad Gateway', 'socket hang up']),
    artefact: zipf(['dist.zip', 'report (html)', 'core.{int:300..9000}', 'coverage', 'Quill Installer.dmg']),
    secret: zipfWords('NPM_TOKEN SIGN_KEY DEPLOY'),
    jobname: zipf(['build', 'build (node 20)', 'nightly soak', 'docs']),
    file: zipf(['src/{noun}/{noun}.cc', 'src/{noun}.c', 'include/{noun}.h', 'third party/{noun}/{noun}.cpp']),
  },
  line: ({ source, message, fill }) => {
    if (source === 'bare') return message;
    if (source === 'cc') return `${fill('{file}:{log:1..3000}:{int:1..90}')}: ${message}`;
    if (source === 'warn') return `npx WARN ${message}`;
    return source === 'task' ? `> ${message}` : `==> ${message}`;
  },
};
