import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { compareModelsCommand, diffModelsCommand, exportModelCommand, importModelCommand, showModelCommand } from '../../cli/model.ts';
import type { Streams } from '../../cli/streams.ts';
import { decodeModel } from '../../engine/index.ts';
import { createModel } from '../../engine/model/model.ts';
import type { ModelContent } from '../../engine/model/model.ts';
import { openApiServer } from '../../operator/http/server.ts';
import { createFakeBackend, wholeModel } from '../operator/http/fake-backend.ts';
import { createTelemetry } from '../../operator/telemetry.ts';

const folder = mkdtempSync(join(tmpdir(), 'logbot-model-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function run(command: (streams: Streams) => Promise<number>) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const code = await command({ in: Readable.from([]), out, err, environment: { USER: 'ann' } });
  out.end();
  err.end();
  return { code, out: await text(out), err: await text(err) };
}

const { formatVersion: _format, checksum: _checksum, ...content } = wholeModel;
const usual = (location: number) => ({ location, spread: 0.5, burst: 1, peak: 9, peakBurst: 3, steadiness: 1, minutes: 600 });
const versionOf = (version: number, location: number, more: Partial<ModelContent> = {}): string =>
  JSON.stringify(
    createModel({
      ...content,
      version,
      workloads: [
        {
          workload: 'shop/deployment/cart',
          all: usual(location),
          patterns: [{ id: 'a1', text: 'order <num> placed', level: 'info', count: 9, cluster: 'order.placed', usual: usual(location) }],
        },
      ],
      ...more,
    }),
  );

/** An operator to ask, with what it was asked. */
async function openOperator(token = 'secret') {
  const backend = createFakeBackend();
  const server = await openApiServer({ backend, token: 'secret', port: 0, telemetry: createTelemetry({ level: 'silent' }) });
  return { backend, address: { url: server.url, tokenFile: write('token', `${token}\n`) }, close: () => server.close() };
}

describe('logbot model', () => {
  it('hands a model to the operator as it was sealed; it serves only when that is asked for', async () => {
    const { backend, address, close } = await openOperator();
    try {
      const wanted = { detector: 'shop/shop', file: write('given.json', versionOf(3, 4)), serve: false };
      expect(await run((streams) => importModelCommand(wanted, address, streams))).toEqual({
        code: 0,
        out: 'It is model 5 now.\n',
        err: '',
      });
      const model = JSON.parse(versionOf(3, 4));
      expect(backend.asked).toEqual([['importModel', { id: 'shop/shop', body: { requestedBy: 'ann', model } }]]);
      const served = await run((streams) => importModelCommand({ ...wanted, serve: true }, address, streams));
      expect(served).toMatchObject({ code: 1, err: 'logbot model import: It is model 5 now. From 2 to 1.\n' });
      expect(backend.asked.at(-1)).toMatchObject([
        'rollback',
        { id: 'shop/shop', body: { version: 5, preview: false, requestedBy: 'ann' } },
      ]);
      const unknown = await run((streams) => importModelCommand({ ...wanted, detector: 'shop/none' }, address, streams));
      expect(unknown).toMatchObject({ code: 1, err: 'logbot model import: There is no LogDetector shop/none.\n' });
    } finally {
      await close();
    }
  });

  it('hands over no file that is damaged, and nothing without the token', async () => {
    const { backend, address, close } = await openOperator('guessed');
    try {
      const wanted = {
        detector: 'shop/shop',
        file: write('broken.json', versionOf(3, 4).replace('"count":9', '"count":8')),
        serve: false,
        user: 'ann',
      };
      const broken = await run((streams) => importModelCommand(wanted, address, streams));
      expect(broken.err).toContain('its checksum does not match');
      const file = write('good.json', versionOf(3, 4));
      expect((await run((streams) => importModelCommand({ ...wanted, file }, address, streams))).err).toContain(
        'The token is missing or wrong',
      );
      expect(backend.asked).toEqual([]);
    } finally {
      await close();
    }
  });

  it('says what two versions of the operator would have reported of the last day', async () => {
    const { address, close } = await openOperator();
    try {
      const wanted = { detector: 'shop/shop', from: 1, to: 2, json: false };
      const said = await run((streams) => compareModelsCommand(wanted, address, streams));
      expect(said.out).toContain(
        'of the last 24 h (1,440 minutes of workloads that both know) model 1 would have raised 1 alarm, model 2 2',
      );
      const { out } = await run((streams) => compareModelsCommand({ ...wanted, json: true }, address, streams));
      expect(JSON.parse(out)).toMatchObject({ from: 1, to: 2, alarms: { from: { total: 1 }, to: { total: 2 } }, unchanged: 0 });
    } finally {
      await close();
    }
  });

  it('takes a model out of the operator, sealed as it was', async () => {
    const { address, close } = await openOperator();
    try {
      const said = await run((streams) => exportModelCommand({ detector: 'shop/shop', version: 1 }, address, streams));
      expect(decodeModel(new TextEncoder().encode(said.out.trim()))).toEqual(wholeModel);
      const unknown = await run((streams) => exportModelCommand({ detector: 'shop/none', version: 1 }, address, streams));
      expect(unknown).toEqual({ code: 1, out: '', err: 'logbot model export: There is no LogDetector shop/none.\n' });
      const missing = { ...address, tokenFile: join(folder, 'missing') };
      const refused = await run((streams) => exportModelCommand({ detector: 'shop/shop', version: 1 }, missing, streams));
      expect(refused.err).toContain('does not exist');
    } finally {
      await close();
    }
  });

  it('says what a model was made from, what it left out and what it knows', async () => {
    const leftOut = [{ workload: 'shop/deployment/cart', fromAtMs: 0, toAtMs: 60_000, reason: 'incident inc-1' }];
    const metrics = {
      sample: { lines: 3, patterns: 1, patternsLeftOut: 2, linesByLevel: { info: 3 } },
      clusterAgreement: 0.5,
      validation: { fromAtMs: 0, toAtMs: 60_000, windows: 40, alarms: 2, serving: { version: 7, alarms: 1 } },
    };
    const omitted = [{ workload: 'shop/deployment/cart', patterns: 2, reason: 'seen in nothing but incidents' }];
    const file = write('one.json', versionOf(1, 4, { leftOut, metrics, omitted }));
    const { code, out } = await run((streams) => showModelCommand(file, streams));
    expect(code).toBe(0);
    for (const words of [
      'Model 1 of shop/shop',
      '240 lines of 1 h',
      'cart: 1 pattern',
      'incident inc-1',
      'not in it: 2 patterns of',
      'sample: 3 lines of 1 pattern (info 3); no room for 2 patterns',
      '50 % of its lines',
      'of 40 quiet minutes it would have reported 2, model 7 1',
    ])
      expect(out).toContain(words);
  });

  it('says what one model calls usual and the other does not', async () => {
    const [from, to] = [write('from.json', versionOf(1, 4)), write('to.json', versionOf(2, 40))];
    const said = await run((streams) => diffModelsCommand([from, to], { json: false }, streams));
    expect(said.out).toContain('cart  4 -> 40  order <num> placed');
    const json = await run((streams) => diffModelsCommand([from, to], { json: true }, streams));
    expect(JSON.parse(json.out)).toMatchObject({ from: 1, to: 2, moved: [{ id: 'a1', from: 4, to: 40 }] });
  });

  it.each([
    ['a file that is missing', () => join(folder, 'missing.json'), 'does not exist'],
    ['one that was changed by hand', () => write('changed.json', versionOf(1, 4).replace('"location":4', '"location":5')), 'checksum'],
    ['something else', () => write('else.json', '[]'), 'no format version'],
  ])('refuses %s with one sentence', async (_, file, words) => {
    const said = await run((streams) => showModelCommand(file(), streams));
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toContain(words);
  });
});
