import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createContent } from '../../engine/anomaly/content/content.ts';
import { createPatternMarks } from '../../engine/anomaly/content/marks.ts';
import { createOpenHour } from '../../engine/anomaly/hour.ts';
import { createBacklog } from '../../engine/backlog.ts';
import { createFormats } from '../../engine/doctor/formats.ts';
import { createPrograms } from '../../engine/incident/programs.ts';
import { createRedactor } from '../../engine/redact/redact.ts';
import { createSampling } from '../../engine/sampling.ts';
import { createStreams } from '../../engine/streams.ts';
import { createBook } from '../../engine/template/book.ts';
import { createFlood } from '../../engine/template/flood.ts';
import { createMiner } from '../../engine/template/miner.ts';
import { DEFAULT_MINER_OPTIONS } from '../../engine/template/options.ts';
import { createSignatures } from '../../engine/template/signatures.ts';
import { Workload } from '../../engine/workload.ts';

setFlagsFromString('--allow-natives-syntax');
const isFast: (one: object) => boolean = runInThisContext('(one) => %HasFastProperties(one)');

test('an object literal with a getter is a dictionary to V8, so that its methods are searched for at each call', () => {
  expect(isFast({ size: () => 1 })).toBe(true);
  expect(
    isFast({
      get size() {
        return 1;
      },
    }),
  ).toBe(false);
});

test('nothing that every line goes through is a dictionary', () => {
  const redactor = createRedactor();
  const { redact } = redactor;
  const all = {
    book: createBook(DEFAULT_MINER_OPTIONS),
    miner: createMiner(),
    signatures: createSignatures(256),
    flood: createFlood([]),
    marks: createPatternMarks(),
    content: createContent({ ...redactor, levelOf: () => 'info', name: 'shop' }),
    hour: createOpenHour(),
    backlog: createBacklog(),
    sampling: createSampling(redact),
    streams: createStreams(),
    formats: createFormats(),
    programs: createPrograms(),
    workload: new Workload({ namespace: 'shop', kind: 'Deployment', name: 'depot' }, redactor),
  };
  expect(Object.entries(all).flatMap(([name, one]) => (isFast(one) ? [] : [name]))).toEqual([]);
});
