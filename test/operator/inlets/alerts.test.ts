import { expect, test } from 'vitest';
import { createAlertsReader } from '../../../operator/inlets/alerts.ts';

const nowMs = Date.UTC(2026, 0, 5, 10);
const labels = { alertname: 'HighLatency', severity: 'page', namespace: 'shop', deployment: 'cart' };
const alert = {
  status: 'firing',
  labels,
  annotations: { summary: 'p99 of cart is above 2 s' },
  startsAt: '2026-01-05T09:58:00.000Z',
  endsAt: '0001-01-01T00:00:00Z',
  fingerprint: 'a',
};
const webhook = (...alerts: readonly object[]) => ({ version: '4', groupKey: '{}', status: 'firing', receiver: 'logdetector', alerts });

test("an alert of Alertmanager's webhook is told with its place, its severity and since when", () => {
  expect(createAlertsReader()(webhook(alert), nowMs).told).toEqual([
    {
      namespace: 'shop',
      observation: {
        type: 'alert',
        atMs: nowMs,
        namespace: 'shop',
        workload: 'cart',
        name: 'HighLatency',
        severity: 'critical',
        summary: 'p99 of cart is above 2 s',
        sinceAtMs: Date.parse(alert.startsAt),
      },
    },
  ]);
});

test('what Prometheus posts to an Alertmanager is read too', () => {
  const { status: _, ...posted } = alert;
  const still = { ...posted, endsAt: '2026-01-05T10:04:00Z' };
  expect(createAlertsReader()([still], nowMs).told[0]?.observation).toMatchObject({ name: 'HighLatency', severity: 'critical' });
  const over = { ...posted, endsAt: '2026-01-05T09:59:00Z' };
  expect(createAlertsReader()([over], nowMs).told[0]?.observation).toMatchObject({
    severity: 'info',
    summary: 'over: p99 of cart is above 2 s',
  });
});

test('an alert that is sent again and again is told once, its end once more, and after a while anew', () => {
  const read = createAlertsReader();
  const count = (body: object, atMs: number) => read(body, atMs).told.length;
  expect([count(webhook(alert, alert), nowMs), count(webhook(alert), nowMs + 60_000)]).toEqual([1, 0]);
  const resolved = webhook({ ...alert, status: 'resolved' });
  expect([count(resolved, nowMs + 120_000), count(resolved, nowMs + 130_000)]).toEqual([1, 0]);
  expect(count(webhook(alert), nowMs + 20 * 60_000)).toBe(1);
});

test('an alert without a name is counted, and a body without alerts refused', () => {
  expect(createAlertsReader()(webhook({ labels: {} }), nowMs).ignored).toEqual(new Map([['no label alertname', 1]]));
  expect(() => createAlertsReader()({ version: '4' }, nowMs)).toThrow('must be a list of alerts');
});
