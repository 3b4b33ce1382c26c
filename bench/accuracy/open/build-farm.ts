import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^2 INFO  farm               starting build-farm {version} ({hex:9})
^2 INFO  farm::config       loaded config from /etc/farm/{one:farm|secrets}.toml
^2 INFO  farm::net          listening addr={ip}:{one:7070|7071}
flow 110
100 INFO  farm::queue        build queued repo={@repo} branch={branch} by={author}
100 INFO  farm::exec         build started
90  DEBUG farm::git          checkout {hex:40}
98  -     tool               Updating {one:crates|git} index
100 -     tool               Downloaded {crate} v{version}
100 -     tool               Compiling {crate} v{version}{maybe:15: (/farm/src/{noun})}
100 -     tool               Compiling {crate} v{version}{maybe:15: (/farm/src/{noun})}
80  INFO  farm::exec         progress {int:1..99}% ({int:1..200}/{int:200..400})
30  -     tool               warning: unused {one:variable|import|mut}: '{noun}'
85  -     tool               Finished {one:dev|release} in {float:1..300:2}s
85  -     tool               running {int:1..300} tests
85  -     tool               test {test} ... ok
60  -     tool               test {test} ... ok
20  -     tool               test {test} ... FAILED
10  -     tool               test {test} ... ignored
80  INFO  farm::exec         build finished status=success duration={duration}
14  ERROR farm::exec         build finished status=failure duration={duration}
60  INFO  farm::artifact     uploaded {artifact} ({float:0.1..300:1} MB) in {duration}
end
200 TRACE farm::sandbox      spawn Command ❴ program: "{program}", args: [{list:1..5:, :"{arg}"}], cwd: "/farm/{id:6}" ❵
60  DEBUG farm::cache        cache hit key={hex:16}
52  DEBUG farm::cache        cache miss key={hex:16}
24  DEBUG farm::cache        evict ❴ key: {hex:16}, size: {log:100..900000}, age: {duration} ❵
70  DEBUG farm::agent        poll agent={agent} load=[{float:0..16:2}, {float:0..16:2}, {float:0..16:2}]
14  INFO  farm::agent        agent online agent={agent}
13  WARN  farm::agent        agent offline agent={agent}
~20 WARN  farm::sandbox      out of memory, killed pid={int:300..60000} rss={int:2000..16000}MiB
~18 ERROR farm::net          connection reset by peer peer={ip}:{int:30000..60000}
30  -     tool               ok
9   -     tool               FAIL
12  -     tool               npm notice
40  -     tool               [{int:1..90}/90] {one:Linking|Building} CXX {one:object|executable} src/{noun}.{one:cc.o|bin}
20  -     tool               -- Found {library}: /usr/lib/lib{noun}.so (found version "{version}")
33  -     tool               {int:1..100}% tests passed, {int:0..9} tests failed out of {int:10..100}
8   -     tool               Killed
4   WARN  farm::disk         disk {one:/farm|/cache} at {int:85..99}%
7   INFO  farm::gc           removed {int:1..400} workspaces, freed {float:0.1..90:1} GB
5   INFO  farm::queue        build cancelled repo={repo} by={author}
2   ERROR farm::config       unknown field "{noun}" at line {int:1..90} column {int:1..40}
1   ERROR farm               panicked at 'index out of bounds: the len is {int:1..9} but the index is {int:10..20}', src/{noun}.rs:{int:10..400}:{int:5..30}
1   INFO  farm               draining
`);

export const buildFarm: System = {
  name: 'build-farm',
  about:
    'a build farm in Rust: spans with nested brackets, debug structs, and the bare output of compilers and test runners between, down to one word',
  startMs: Date.UTC(2024, 1, 12, 9),
  paceMs: 320,
  statements,
  fields: {
    repo: ['core/engine', 'web/shop', 'tools/fmt', 'infra/images', 'ml/rank'],
    branch: ['main', 'feature/{noun}-{noun}', 'fix-{int:100..999}', 'release/{int:1..4}.{int:0..20}'],
    author: ['"{person}"', '"{person}"', 'renovate', '{user}'],
    crate: ['{noun}', '{noun}-{one:core|sys|derive|macros}', 'lib{noun}'],
    test: '{noun}::{noun}::{one:reads|writes|rejects|keeps}_{noun}',
    artifact: ['{noun}-{version}.tar.gz', '{noun}_{version}_amd64.deb', '{noun}.wasm'],
    program: ['cargo', 'git', '/usr/bin/cmake', 'npm', 'sh'],
    arg: ['build', '--release', '-p', '{noun}', '-j{int:1..16}', '--locked', '/farm/src/{noun}.rs'],
    agent: ['linux-{int:1..9}', 'mac-mini-{int:1..3}', 'win-{noun}'],
    library: ['OpenSSL', 'ZLIB', 'Threads', 'Python3'],
    duration: ['{float:1..900:3}ms', '{float:1..60:1}s', '{int:1..9}m {int:1..59}s', '{float:1..900:2}µs'],
    span: ['build❴id={int:4000..4400} repo={@repo}❵: ', 'build❴id={int:4000..4400} repo={@repo}❵:step❴n={int:1..9}❵: ', ''],
  },
  line: ({ atMs, level, source, message, fill }) => {
    if (source === 'tool') return message;
    const span = /exec|git|sandbox|cache|artifact/.test(source) ? fill('{@span}') : '';
    return `${stamp(atMs, 'YYYY-MM-DDThh:mm:ss.UUUUUUZ')} ${level.padStart(5)} ${span}${source}: ${message}`;
  },
};
