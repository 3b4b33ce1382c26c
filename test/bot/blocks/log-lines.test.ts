import { expect, it } from 'vitest';
import { incidentMessage } from '../../../bot/blocks/incident.ts';
import { anomaly, incidentView, startedAtMs } from '../builders.ts';

it('the lines shown are what the cause says itself, its first words before louder ones, and who names it', () => {
  const view = incidentView({
    causes: [{ workload: 'shop/statefulset/db', pod: null, node: null, kind: 'crash', changeId: null, score: 0.9, reasons: [] }],
    anomalies: [
      anomaly('shop/deployment/web', 'many requests fail', { z: 90 }),
      anomaly('shop/deployment/orders', 'order failed: db unavailable'),
      anomaly('shop/statefulset/db', 'terminating all connections', { startedAtMs: startedAtMs + 5, level: 'fatal', z: 60 }),
      anomaly('shop/statefulset/db', 'no space left on device'),
    ],
  });
  const text = JSON.stringify(incidentMessage(view));
  expect(text).toContain('db: no space left on device');
  expect(text).toContain('orders: order failed: db unavailable');
  expect(text).not.toContain('many requests fail');
});
