import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { testCommand } from '../../cli/test.ts';
import { at, log } from './recording-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'logbot-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pod = (workload: string, labels: object): object => ({
  at: at(0),
  type: 'object',
  object: {
    kind: 'Pod',
    metadata: {
      name: `${workload}-5f7c9-x1`,
      namespace: 'shop',
      labels,
      ownerReferences: [{ kind: 'StatefulSet', name: workload, controller: true }],
    },
  },
});
const usual = (workload: string): object[] =>
  Array.from({ length: 600 }, (_, i) => log(i * 2, workload, `INFO order ${i + 7} placed in ${i % 90} ms`));
const outage = (workload: string): object[] =>
  Array.from({ length: 120 }, (_, i) => log(900 + i, workload, `ERROR order ${i} failed: connection to database refused`));

/** Two workloads that break together. */
const recording = write(
  'outage.ndjson',
  [pod('cart', { team: 'a' }), pod('till', { team: 'b' }), ...usual('cart'), ...usual('till'), ...outage('cart'), ...outage('till')]
    .toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
    .map((line) => JSON.stringify(line))
    .join('\n'),
);

const detector = (spec: string): string => `apiVersion: logdetector.dev/v1alpha1
kind: LogDetector
metadata: { name: shop, namespace: shop }
spec:
  selector: {}
${spec}`;
const told = `  notify: { slack: { channel: shop-incidents } }
  paging: { receiver: night, when: Critical, minimumSeverity: Warning, minimumWorkloads: 1, minimumConfidencePercent: 0, whileLearning: Always }
`;

describe('logbot test', () => {
  it('says what would have been posted, where and when, and which gates stood against a page', async () => {
    const { code, out } = await run(detector(told));
    expect(code).toBe(0);
    expect(out).toContain('to shop-incidents');
    expect(out).toMatch(/post at 10:1\d:\d\d/);
    expect(out).toContain('no page');
    expect(out).toContain('Pages are for critical incidents');
  });

  it('reads only what is selected', async () => {
    const { code, out } = await run(detector(told).replace('selector: {}', 'selector: { matchLabels: { team: a } }'), { json: true });
    expect(code).toBe(0);
    const { lines, incidents } = JSON.parse(out);
    expect(lines).toEqual({ read: 720, notSelected: 720, ofUnknownPods: 0 });
    expect(incidents.map(({ affected }: { affected: string[] }) => affected)).toEqual([['cart']]);
  });

  it('tells nobody where no channel and no receiver are named, and says so', async () => {
    const { out } = await run(detector(''), { json: true });
    const [incident] = JSON.parse(out).incidents;
    expect(incident).toMatchObject({ postedAt: null, pagedAt: null });
    expect(incident.postGates).toContainEqual({ name: 'channel', passed: false, sentence: expect.stringContaining('No Slack channel') });
    expect(incident.pageGates).toContainEqual({ name: 'receiver', passed: false, sentence: expect.stringContaining('No paging receiver') });
  });

  it('posts nothing below the severity that is wished for', async () => {
    const { out } = await run(detector(told.replace('} }\n  paging', '}, minimumSeverity: Critical }\n  paging')), { json: true });
    for (const { postedAt, severity } of JSON.parse(out).incidents) expect(postedAt === null).toBe(severity !== 'critical');
  });

  it('judges by the wishes of the file: what is ignored breaks nothing', async () => {
    const { out } = await run(detector(`${told}  patterns: { ignore: ["connection to database refused"] }\n`), { json: true });
    expect(JSON.parse(out).incidents).toEqual([]);
  });

  it('says that a paused one would read nothing, and that a shadow tells nobody', async () => {
    expect((await run(detector('  paused: true\n'))).out).toContain('spec.paused is true');
    expect((await run(detector('  mode: Shadow\n'))).out).toContain('spec.mode is Shadow');
  });

  it('finds the LogDetector among other documents', async () => {
    expect((await run(`kind: Namespace\nmetadata: { name: shop }\n---\n${detector(told)}`)).code).toBe(0);
  });

  it('refuses what kubectl apply would refuse, with every sentence', async () => {
    const { code, err } = await run(detector('  sensitivity: Sharp\n  thresholds: { zScore: 1 }\n'));
    expect(code).toBe(1);
    expect(err).toContain('spec.sensitivity must be');
    expect(err).toContain('spec.thresholds.zScore must be');
  });

  it('refuses files without one, with two, and what is no YAML or not there', async () => {
    expect((await run('kind: Namespace\n')).err).toContain('holds no LogDetector');
    expect((await run(`${detector(told)}---\n${detector(told)}`)).err).toContain('holds 2 LogDetectors');
    expect((await run('kind: [')).err).toContain('is no YAML');
    expect((await run(null)).err).toContain('absent.yaml');
  });

  it('gives the same bytes every time', async () => {
    expect(await run(detector(told), { json: true })).toEqual(await run(detector(told), { json: true }));
  });
});

function write(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, `${content}\n`);
  return file;
}

/** Null: a file that is not there. */
async function run(yaml: string | null, { json = false } = {}) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const file = yaml === null ? join(folder, 'absent.yaml') : write('detector.yaml', yaml);
  const code = await testCommand({ detector: file, recording }, { train: [], json }, { in: Readable.from([]), out, err, environment: {} });
  out.end();
  err.end();
  return { code, out: await text(out), err: await text(err) };
}
