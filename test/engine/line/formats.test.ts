import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../../engine/domain.ts';
import { createLineReader } from '../../../engine/line/line.ts';

const AT = Date.UTC(2026, 5, 7, 8, 9, 10);

function parse(line: string): Partial<LogRecord> {
  const records: Partial<LogRecord>[] = [];
  const reader = createLineReader('plain');
  const emit = ({ atMs, level, levelInferred, message, rest }: LogRecord) =>
    void records.push({ atMs, level, levelInferred, message, rest });
  reader.push(new TextEncoder().encode(`${line}\n`), AT + 60_000, emit);
  reader.flush(Number.POSITIVE_INFINITY, emit);
  return records[0] ?? {};
}

const WARNING = { atMs: AT, level: 'warning', levelInferred: false, message: 'shelf is low' };

describe('JSON of many loggers', () => {
  test.each([
    ['pino', { level: 40, time: AT, pid: 7, hostname: 'depot-1', msg: 'shelf is low' }],
    ['Bunyan', { name: 'depot', hostname: 'depot-1', pid: 7, level: 40, msg: 'shelf is low', time: '2026-06-07T08:09:10.000Z', v: 0 }],
    ['zap', { level: 'warn', ts: AT / 1_000, caller: 'depot/shelf.go:12', msg: 'shelf is low' }],
    ['logrus', { level: 'warning', msg: 'shelf is low', time: '2026-06-07T08:09:10Z' }],
    ['zerolog', { level: 'warn', time: AT / 1_000, message: 'shelf is low' }],
    ['winston', { message: 'shelf is low', level: 'warn', timestamp: '2026-06-07T08:09:10.000Z' }],
    ['structlog', { event: 'shelf is low', level: 'warning', timestamp: '2026-06-07T08:09:10Z' }],
    ['python', { message: 'shelf is low', levelname: 'WARNING', asctime: '2026-06-07 08:09:10,000' }],
    ['ECS', { '@timestamp': '2026-06-07T08:09:10.000Z', 'log.level': 'WARN', message: 'shelf is low', 'ecs.version': '1.2.0' }],
    ['ECS nested', { '@timestamp': '2026-06-07T08:09:10Z', log: { level: 'warn', logger: 'depot' }, message: 'shelf is low' }],
    ['Serilog', { '@t': '2026-06-07T08:09:10.000Z', '@mt': 'shelf is low', '@l': 'Warning', Shelf: 4 }],
    ['.NET', { Timestamp: '2026-06-07 08:09:10', EventId: 0, LogLevel: 'Warning', Category: 'Depot', Message: 'shelf is low' }],
    [
      'log4j 2',
      { instant: { epochSecond: AT / 1_000, nanoOfSecond: 0 }, thread: 'main', level: 'WARN', loggerName: 'd', message: 'shelf is low' },
    ],
    ['logstash', { '@timestamp': '2026-06-07T08:09:10Z', '@version': '1', message: 'shelf is low', level: 'WARN', level_value: 30_000 }],
    ['Google Cloud', { severity: 'WARNING', timestamp: '2026-06-07T08:09:10Z', jsonPayload: { message: 'shelf is low' } }],
    ['Google Cloud text', { severity: 'WARNING', timestamp: '2026-06-07T08:09:10Z', textPayload: 'shelf is low' }],
    ['OpenTelemetry', { timeUnixNano: `${AT}000000`, severityNumber: 13, body: { stringValue: 'shelf is low' }, attributes: [] }],
    ['OpenTelemetry text', { Timestamp: '2026-06-07T08:09:10Z', SeverityText: 'WARN', Body: 'shelf is low', TraceId: 'a1' }],
    [
      'MongoDB',
      { t: { $date: '2026-06-07T08:09:10.000+00:00' }, s: 'W', c: 'DEPOT', id: 4, ctx: 'conn1', msg: 'shelf is low', attr: { s: 7 } },
    ],
    [
      'CloudNativePG around PostgreSQL',
      {
        level: 'info',
        ts: '2026-06-07T08:09:10Z',
        logger: 'postgres',
        msg: 'record',
        record: { error_severity: 'WARNING', message: 'shelf is low' },
      },
    ],
    ['Vault', { '@level': 'warn', '@message': 'shelf is low', '@module': 'depot', '@timestamp': '2026-06-07T08:09:10.000Z' }],
    ['slog', { time: '2026-06-07T08:09:10Z', level: 'WARN+1', msg: 'shelf is low' }],
    ['Google Cloud from a program', { severity: 'WARNING', message: 'shelf is low', timestamp: { seconds: AT / 1_000, nanos: 0 } }],
    ['journald', { __REALTIME_TIMESTAMP: `${AT}000`, PRIORITY: '4', MESSAGE: 'shelf is low', _PID: '7' }],
    ['a collector around JSON', { log: JSON.stringify({ level: 'warn', ts: AT / 1_000, msg: 'shelf is low' }), stream: 'stdout' }],
    [
      'a collector around a header',
      { log: '2026-06-07 08:09:10,000 WARN [main] shelf is low\n', stream: 'stdout', kubernetes: { pod_name: 'd' } },
    ],
  ])('%s', (_, object) => {
    expect(parse(JSON.stringify(object))).toMatchObject(WARNING);
  });

  test('a trace inside a message is what follows it', () => {
    const line = JSON.stringify({ level: 'error', msg: 'no paper\n    at print (/app/print.js:1:2)\n    at node:internal' });
    expect(parse(line)).toMatchObject({ message: 'no paper', rest: '    at print (/app/print.js:1:2)\n    at node:internal' });
  });

  test('escapes are resolved, and unreadable ones stay', () => {
    expect(parse('{"msg":"caf\\u00e9 \\ud83d\\ude00 \\"x\\" \\/ \\q \\u12 \\ud800 end"}').message).toBe(
      'café 😀 "x" / \\q \\u12 \uFFFD end',
    );
  });

  test('a nested level or number of somebody else is no level', () => {
    expect(parse('{"level":"info","msg":"saved","record":{"id":4,"message":"hello"}}')).toMatchObject({ level: 'info', message: 'saved' });
    expect(parse('{"msg":"won","player":{"level":3}}')).toMatchObject({ levelInferred: true });
    expect(parse('{"msg":"saved","priority":2}')).toMatchObject({ levelInferred: true });
  });

  test('without a message, the request or the kind, keys and short values are one', () => {
    expect(parse('{"level":"info","ts":1780819750,"type":"login","user":"ann","ok":true,"agent":"a b"}')).toMatchObject({
      message: 'login user=ann ok=true agent="a b"',
      atMs: AT,
    });
    expect(parse('{"method":"GET","path":"/shelf/4","status":503,"duration":1.5}')).toMatchObject({
      message: 'GET /shelf/4 status=503',
      level: 'error',
      levelInferred: true,
    });
    expect(parse('{"request":{"method":"PUT","uri":"/a"},"status":201,"msg":""}').message).toBe('PUT /a status=201');
    expect(parse('{"RequestMethod":"GET","RequestPath":"/a","DownstreamStatus":404,"level":"info","msg":""}')).toMatchObject({
      message: 'GET /a status=404',
      level: 'info',
      levelInferred: false,
    });
    expect(parse('{"a":{"b":{"c":1}},"d":["x"]}').message).toBe('c=1');
  });
});

describe('logfmt', () => {
  test.each([
    ['time=2026-06-07T08:09:10Z level=warn msg="shelf is low" shelf=4', 'shelf is low'],
    ['level=warn ts=1780819750.000 caller=a.go:1 msg=shelf is low shelf=4', 'shelf is low'],
    ['ts=2026-06-07T08:09:10Z lvl=warn caller=a.go:1 component=depot shelf=4 state=low', 'shelf=4 state=low'],
    ['ts=2026-06-07T08:09:10Z level=warn method=GET path=/a status=200 took=3ms', 'GET /a status=200'],
  ])('%s', (line, message) => {
    expect(parse(line)).toMatchObject({ ...WARNING, message });
  });

  test('pairs without level or time are the message', () => {
    expect(parse('shelf=4 state=low msg="x"').message).toBe('shelf=4 state=low msg="x"');
  });
});

describe('access logs', () => {
  const OK = { message: 'GET /shelf/4?x=1 status=200', level: 'info', levelInferred: true };
  test.each([
    ['common', '10.0.0.1 - - [07/Jun/2026:08:09:10 +0000] "GET /shelf/4?x=1 HTTP/1.1" 200 17'],
    ['combined', '::1 - ann [07/Jun/2026:08:09:10 +0000] "GET /shelf/4?x=1 HTTP/1.1" 200 17 "http://x/" "curl/8 (a; b)"'],
    ['virtual host first', 'www.depot.example:443 10.0.0.1 - - [07/Jun/2026:10:09:10 +0200] "GET /shelf/4?x=1 HTTP/2.0" 200 17 "-" "x"'],
    [
      'nginx with times',
      '10.0.0.1 - - [07/Jun/2026:08:09:10 +0000] "GET /shelf/4?x=1 HTTP/1.1" 200 17 "-" "x" "10.0.0.2" 0.003 0.002 . abc',
    ],
    [
      'nginx ingress',
      '10.0.0.1 - - [07/Jun/2026:08:09:10 +0000] "GET /shelf/4?x=1 HTTP/1.1" 200 17 "-" "x" 1 0.1 [d-d-80] [] 10.0.0.2:80 5 0.1 200 a1',
    ],
    [
      'Envoy',
      '[2026-06-07T08:09:10.000Z] "GET /shelf/4?x=1 HTTP/2" 200 - 154 0 226 100 "10.0.35.28" "x" "cc21" "depot" "tcp://10.0.2.1:80"',
    ],
    [
      'Traefik',
      '10.0.0.1 - - [07/Jun/2026:08:09:10 +0000] "GET /shelf/4?x=1 HTTP/1.1" 200 17 "-" "-" 9 "depot@docker" "http://10.0.0.2:80" 5ms',
    ],
    [
      'HAProxy',
      '10.0.1.2:33317 [07/Jun/2026:08:09:10.000] http-in static/srv1 10/0/30/69/109 200 27 - - ---- 1/1/1/1/0 0/0 {x} {} "GET /shelf/4?x=1 HTTP/1.1"',
    ],
    [
      'load balancer',
      'http 2026-06-07T08:09:10.000000Z app/lb/50 10.0.0.1:28 10.0.0.2:80 0.000 0.001 0.000 200 200 34 366 "GET /shelf/4?x=1 HTTP/1.1" "curl" - -',
    ],
    ['IIS', '2026-06-07 08:09:10 10.0.0.1 GET /shelf/4?x=1 - 443 - 10.0.0.2 Mozilla/5.0 - 200 0 0 15'],
    ['gin', '[GIN] 2026/06/07 - 08:09:10 | 200 |  1.5ms | 10.0.0.1 | GET      "/shelf/4?x=1"'],
    ['uvicorn', 'INFO:     10.0.0.1:5000 - "GET /shelf/4?x=1 HTTP/1.1" 200 OK'],
    ['morgan', 'GET /shelf/4?x=1 200 5.123 ms - 12'],
    ['Squid', `${AT / 1_000}.000     12 10.0.0.2 TCP_MISS/200 240 GET /shelf/4?x=1 - HIER_DIRECT/10.0.0.1 text/html`],
    ['a network of its own', 'WAW [07/Jun/2026:08:09:10 +0000] 0.476 GET /shelf/4?x=1 10.0.0.2 200 29632 MISS'],
  ])('%s', (name, line) => {
    expect(parse(line)).toMatchObject(name === 'uvicorn' ? { ...OK, levelInferred: true } : OK);
  });

  test('the time is read and the status tells the level', () => {
    expect(parse('10.0.0.1 - - [07/Jun/2026:10:09:10 +0200] "POST /a HTTP/1.1" 404 0')).toMatchObject({ atMs: AT, level: 'warning' });
    expect(parse('10.0.0.1 - - [07/Jun/2026:10:09:10 +0200] "POST /a HTTP/1.1" 503 0')).toMatchObject({ atMs: AT, level: 'error' });
  });

  test('of a tunnel the host is read, and what a proxy denies is a warning', () => {
    const told = (result: string): string =>
      `${AT / 1_000}.000 61 10.0.0.2 ${result} 3958 CONNECT depot.example:443 - HIER_DIRECT/10.0.0.1 -`;
    expect(parse(told('TCP_TUNNEL/200'))).toMatchObject({ atMs: AT, message: 'CONNECT depot.example:443 status=200', level: 'info' });
    expect(parse(told('TCP_DENIED/403'))).toMatchObject({ level: 'warning' });
    expect(parse('10.0.0.2 cannot CONNECT to depot.example').message).toBe('10.0.0.2 cannot CONNECT to depot.example');
  });

  test('a sentence about a request stays whole', () => {
    for (const line of [
      'Upstream timed out while reading GET /a from 10.0.0.2, status 200',
      'handler for GET /a is missing',
      'retry of "GET /a HTTP/1.1" in 200 ms',
    ])
      expect(parse(line).message).toBe(line);
  });
});

describe('syslog', () => {
  test.each([
    '<12>1 2026-06-07T08:09:10Z host-a depotd 123 - - shelf is low',
    '<12>1 2026-06-07T10:09:10.000+02:00 host-a depotd - ID47 [a@1 k="v ] \\"x"][b@2] \uFEFFshelf is low',
    '<12>1 2026-06-07T08:09:10Z host-a depotd 123 - - {"msg":"shelf is low","level":"warn"}',
    '<12>Jun  7 08:09:10 host-a depotd[123]: shelf is low',
  ])('%s', (line) => {
    expect(parse(line)).toMatchObject(WARNING);
  });

  test('a line without a message keeps its program', () => {
    expect(parse('<12>1 2026-06-07T08:09:10Z host-a depotd - - -').message).toBe('depotd - - -');
  });
});

describe('one bracket of many parts', () => {
  test.each([
    '[31:7:0607/080910.000000:WARNING:depot/shelf.cc(67)] shelf is low',
    '[0607/080910.000000:WARNING:shelf.cc(67)] shelf is low',
  ])('%s', (line) => {
    expect(parse(line)).toMatchObject(WARNING);
  });

  test('numbered levels are what their word says', () => {
    expect(parse('[31:7:0607/080910.000000:VERBOSE2:a.cc(6)] error is unlikely')).toMatchObject({
      level: 'trace',
      message: 'error is unlikely',
    });
  });
});

describe('glog and klog', () => {
  test.each([
    'W0607 08:09:10.000000   12345 shelf.go:67] shelf is low',
    'W20260607 08:09:10.000000 12345 shelf.cc:67] shelf is low',
    'W0607 08:09:10.000000       1 shelf.go:67] "shelf is low" shelf="a/b" err="x"',
  ])('%s', (line) => {
    expect(parse(line)).toMatchObject(WARNING);
  });
});
