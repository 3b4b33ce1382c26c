import { stamp } from '../clock.ts';
import { asLogfmt, structured } from '../pairs.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^2 info  main.go:41      starting ;; version={version}; commit={hex:8}; go=go1.2{int:0..4}
^2 info  main.go:77      listening ;; addr=:{one:8080|9090}
^2 info  store.go:30     snapshot loaded ;; path={path}; jobs={int:10..4000}; took={duration}
flow 330
100 info  admit.go:88    job admitted ;; job={@job}; tenant={@tenant}; priority={int:-5..10}
100 debug queue.go:112   enqueued ;; job={@job}; queue={queue}; depth={int:0..900}
95  info  place.go:54    placed ;; job={@job}; node={node}; score={float:0..1:4}; candidates={list:1..4:,:{node}}
90  info  exec.go:201    job started ;; job={@job}; node={node}; pid={int:300..60000}
40  info  exec.go:233    progress ;; job={@job}; done={int:1..99}%; eta={duration}
80  info  exec.go:260    job finished ;; job={@job}; took={duration}; exit_code=0
10  warn  exec.go:264    job failed ;; job={@job}; took={duration}; exit_code=1; err={error}
12  info  retry.go:19    retrying ;; job={@job}; attempt={int:2..5}; in={duration}
end
180 debug heartbeat.go:25 heartbeat ;; node={node}; load={float:0..16:2}; free_mb={log:100..64000}
24  warn  heartbeat.go:61 node missed heartbeat ;; node={node}; last={duration}
7   error heartbeat.go:70 node lost ;; node={node}; jobs={list:0..3:,:{job}}
7   info  heartbeat.go:75 node back ;; node={node}; after={duration}
30  info  quota.go:44     quota ok ;; tenant={tenant}; used={int:1..90}%
14  warn  quota.go:48     quota exceeded ;; tenant={tenant}; used={int:101..150}%; limit={int:10..500}
60  info  http.go:99      request ;; method={one:GET|POST|DELETE}; path=/v1/{one:jobs|nodes|queues}/{maybe:60:{id:8}}; user={user}; dur={duration}
~20 error store.go:150    write failed ;; err={error}; retry={int:1..6}
~9  info  store.go:155    write recovered ;; after={duration}
33  debug gc.go:18        swept ;; removed={int:0..400}; kept={int:100..9000}; took={duration}
12  info  lease.go:31     became leader ;; term={int:1..90}; previous={node}
11  info  lease.go:37     lost leadership ;; term={int:1..90}
16  info  cron.go:66      cron fired ;; schedule={cron}; name={cronjob}
3   warn  cron.go:71      cron skipped, still running ;; name={cronjob}
9   info  drain.go:22     draining ;; node={node}; by={person}; reason={why}
8   info  drain.go:40     drained ;; node={node}; moved={int:0..30}
5   info  drain.go:51     undrained ;; node={node}; by={person}
2   info  config.go:12    config reloaded ;; path=/etc/batch/{one:main|tenants}.toml; changed={list:1..3:,:{noun}}
1   error config.go:20    config invalid ;; path=/etc/batch/main.toml; err=line {int:3..90}: unknown key {noun}
1   info  main.go:130     shutting down ;; signal=terminated; running={int:0..20}
`);

export const scheduler: System = {
  name: 'scheduler',
  about:
    'a batch scheduler in Go: logfmt, short messages, the values all in pairs, lists that may be empty, quoted values of several words',
  startMs: Date.UTC(2024, 0, 29, 0),
  paceMs: 400,
  statements,
  fields: {
    job: '{noun}-{id:6}',
    tenant: ['research', 'billing', 'web', 'ml-team', 'ops'],
    queue: ['default', 'gpu', 'bulk', 'express'],
    node: ['worker-{int:1..24}', 'worker-{int:1..24}', 'gpu-{int:1..4}'],
    duration: ['{int:1..999}ms', '{float:1..59:2}s', '{int:1..9}m{int:1..59}s', '{int:20..990}µs'],
    error: [
      'context deadline exceeded',
      'no space left on device',
      'dial tcp {ip}:2379: connect: connection refused',
      'EOF',
      'permission denied: {path}',
    ],
    cron: ['*/5 * * * *', '0 3 * * *', '@hourly'],
    cronjob: ['report', 'cleanup', 'warm cache', 'export'],
    why: ['kernel update', 'bad disk', 'moved to rack {int:1..12}', 'noisy'],
  },
  line: ({ atMs, level, source, message }) => {
    const { text, pairs } = structured(message);
    return `ts=${stamp(atMs, 'YYYY-MM-DDThh:mm:ss.SSSZ')} lvl=${level} caller=${source} ${asLogfmt([['msg', text], ...pairs])}`;
  },
};
