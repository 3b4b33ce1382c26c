import { expect, test } from 'vitest';
import { createFormats, type Formats } from '../../../engine/doctor/formats.ts';
import type { LineFormat } from '../../../engine/line/record.ts';

const day = 86_400_000;

function write(
  formats: Formats,
  format: LineFormat,
  atMs: number,
  other: { readonly records?: number; readonly container?: string } = {},
): void {
  const { records = 400, container = 'app' } = other;
  for (let at = 0; at < records; at += 1) formats.of(container)(format, atMs + at);
}

test('what was JSON and is plain now is a change from its first record on, for a day', () => {
  const formats = createFormats();
  write(formats, 'json', 0, { records: 1_000 });
  write(formats, 'plain', 5_000);
  expect(formats.changes(10_000)).toEqual([{ container: 'app', from: 'json', to: 'plain', atMs: 5_000 }]);
  expect(formats.changes(5_001 + day)).toEqual([]);
});

test('it is over when it goes back', () => {
  const formats = createFormats();
  write(formats, 'json', 0);
  write(formats, 'plain', 5_000);
  write(formats, 'json', 9_000);
  expect(formats.changes(10_000)).toEqual([]);
});

test('the dump of a crash, a banner, and a header that has been learned are no change', () => {
  const formats = createFormats();
  write(formats, 'json', 0);
  write(formats, 'plain', 5_000, { records: 200 });
  write(formats, 'json', 6_000);
  write(formats, 'plain', 0, { container: 'proxy' });
  write(formats, 'header', 5_000, { container: 'proxy' });
  expect(formats.changes(10_000)).toEqual([]);
});

test('each container is judged for itself, and a restart forgets nothing', () => {
  const formats = createFormats();
  write(formats, 'json', 0);
  write(formats, 'plain', 0, { container: 'proxy' });
  const restored = createFormats();
  restored.restore(structuredClone(formats.snapshot()));
  write(restored, 'fields', 7_000);
  write(restored, 'plain', 7_000, { container: 'proxy' });
  expect(restored.changes(10_000)).toEqual([{ container: 'app', from: 'json', to: 'fields', atMs: 7_000 }]);
});
