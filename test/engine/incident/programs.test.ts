import { expect, test } from 'vitest';
import type { Cause, Level, LogRecord } from '../../../engine/index.ts';
import { createPrograms, withPrograms, type Programs } from '../../../engine/incident/programs.ts';
import type { Failing } from '../../../engine/incident/trouble.ts';

const workload = 'hall/workload/api';

function write(programs: Programs, pattern: number, logger: string | undefined, level: Level = 'info'): void {
  const record: LogRecord = {
    atMs: 0,
    level,
    levelInferred: false,
    message: '',
    lines: 1,
    bytes: 1,
    ...(logger === undefined ? {} : { logger }),
  };
  const source = {
    id: workload,
    miner: { pattern: (index: number) => ({ id: `p${index}`, text: '' }), resolve: (index: number) => index },
  };
  programs.record(source, { pattern, record, lines: 1, receivedAtMs: 0 });
}

/** Two programs write as one workload, one of them most of the time. */
function twoPrograms(): Programs {
  const programs = createPrograms();
  for (let pattern = 1; pattern <= 8; pattern += 1) write(programs, pattern, 'depot.api.shelves');
  for (let pattern = 11; pattern <= 14; pattern += 1) write(programs, pattern, 'pictures.api');
  write(programs, 20, 'some_library.server');
  return programs;
}

test('a line is of the program whose logger wrote it', () => {
  const programs = twoPrograms();
  expect(programs.of(workload, 'p3')).toBe('depot');
  expect(programs.of(workload, 'p12')).toBe('pictures');
});

test('a library speaks for the program that uses it, however long its stack traces are', () => {
  const programs = twoPrograms();
  for (let pattern = 30; pattern < 60; pattern += 1) write(programs, pattern, 'some_library.server', 'error');
  expect(programs.of(workload, 'p40')).toBe('depot');
});

test('a line without a logger is of the program that writes most', () => {
  const programs = twoPrograms();
  write(programs, 21, undefined, 'error');
  expect(programs.of(workload, 'p21')).toBe('depot');
  expect(programs.of('hall/workload/other', 'p21')).toBeNull();
});

test('what is known of programs survives a restart, and goes with the workload', () => {
  const programs = createPrograms();
  programs.restore(JSON.parse(JSON.stringify(twoPrograms().snapshot())));
  expect(programs.of(workload, 'p12')).toBe('pictures');
  programs.forget(workload);
  expect(programs.of(workload, 'p12')).toBeNull();
});

test('patterns beyond the bound are counted, not kept', () => {
  const programs = createPrograms();
  for (let pattern = 0; pattern < 2_100; pattern += 1) write(programs, pattern, 'depot.api');
  expect(programs.refused()).toBe(100);
});

const cause: Cause = { workload, pod: null, node: null, kind: 'errors', changeId: null, score: 0.5, reasons: ['it fails'] };

function failing(entity: string): Failing {
  const template = {
    id: 'p3',
    text: 'x',
    level: 'error' as const,
    count: 1,
    firstSeenAtMs: 0,
    lastSeenAtMs: 0,
    samples: [],
    cluster: null,
  };
  const seen = { startedAtMs: 0, lastSeenAtMs: 0, observed: 1, expected: 0, z: 2, confidence: 0.9, level: 'error' as const, reason: '' };
  const anomaly = { kind: 'new-pattern' as const, workload, template, ...seen };
  const told = { key: 'k', sinceAtMs: 0, lastAtMs: 0, count: 1, inside: 0.5, sentence: '', latest: '' };
  const trouble = { kind: 'errors' as const, hard: false, opens: true, sign: false, preexisting: false, ...told, anomaly };
  return { entity, sinceAtMs: 0, signAtMs: 0, lastAtMs: 0, inside: 0.5, troubles: [trouble], strong: [], weak: [] };
}

test('a cause says which program it is where the name of the workload does not', () => {
  const [told] = withPrograms([cause], [failing(workload)], twoPrograms());
  expect(told).toMatchObject({ program: 'depot', reasons: ['it fails', 'the lines that show it are written by depot'] });
});

test('a workload that is called after its program keeps its name', () => {
  const named = 'hall/deployment/depot-api';
  const [told] = withPrograms([{ ...cause, workload: named }], [failing(named)], twoPrograms());
  expect(told?.program).toBeUndefined();
});
