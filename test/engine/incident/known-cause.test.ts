import { describe, expect, test } from 'vitest';
import { callersFail, createShop, killForMemory, only } from '../../builders/judgement.ts';
import type { Shop } from '../../builders/judgement.ts';
import { anomaly, deploymentId, minute, pod, second, service, startMs } from '../../builders/observations.ts';

const faultMs = startMs + 10 * minute;

const alert = {
  type: 'alert',
  namespace: 'shop',
  workload: 'cart',
  name: 'CartDown',
  severity: 'critical',
  summary: 'cart is down',
} as const;

/** Somebody gives the Service a selector that no pod has. */
function loseSelector(shop: Shop, atMs: number): void {
  const whole = service(shop.names.cart);
  shop.see({ ...whole, spec: { ...(whole['spec'] as object), selector: { app: 'basket' } } }, atMs);
}

describe('a cause that the objects of the cluster show', () => {
  test('is blamed for what fails because of it, although its own pods are well', () => {
    const shop = createShop();
    shop.run(faultMs);
    loseSelector(shop, faultMs);
    shop.run(faultMs + 30 * second, callersFail(shop, faultMs + second));
    const [cause] = only(shop.open()).causes;
    expect(cause).toMatchObject({
      workload: deploymentId('cart'),
      kind: 'configuration',
      named: { label: 'service-selector-mismatch' },
    });
    expect(cause?.reasons.join(' ')).toContain('basket');
  });

  test('stays what was told when it is put right before the last complaints have come', () => {
    const shop = createShop();
    shop.run(faultMs);
    loseSelector(shop, faultMs);
    shop.run(faultMs + 30 * second, callersFail(shop, faultMs + second));
    shop.see(service(shop.names.cart), faultMs + 31 * second);
    shop.run(faultMs + 50 * second, callersFail(shop, faultMs + second));
    expect(only(shop.open()).causes[0]).toMatchObject({ workload: deploymentId('cart'), kind: 'configuration' });
    expect(only(shop.open()).title).toMatch(/^cart cannot run as configured/);
  });

  test('opens an incident when somebody complains of just that object, and none while nobody does', () => {
    const [quiet, asked] = [createShop(), createShop()];
    for (const shop of [quiet, asked]) {
      shop.run(faultMs);
      loseSelector(shop, faultMs);
    }
    asked.observe({ ...alert, atMs: faultMs + minute });
    for (const shop of [quiet, asked]) shop.run(faultMs + 4 * minute);
    expect(quiet.open()).toEqual([]);
    expect(only(asked.open()).causes[0]).toMatchObject({ workload: deploymentId('cart'), kind: 'configuration' });
  });

  test('opens nothing for an alert that was over before', () => {
    const shop = createShop();
    shop.run(faultMs);
    shop.observe({ ...alert, atMs: faultMs });
    shop.observe({ ...alert, severity: 'info', summary: 'over: cart is down', atMs: faultMs + minute });
    loseSelector(shop, faultMs + 2 * minute);
    shop.run(faultMs + 6 * minute);
    expect(shop.open()).toEqual([]);
  });

  test('is not blamed for what does not depend on it', () => {
    const shop = createShop();
    shop.run(faultMs);
    loseSelector(shop, faultMs);
    const mail = anomaly('mail', { text: 'queue is full', atMs: faultMs + second });
    shop.run(faultMs + 30 * second, [mail]);
    expect(only(shop.open()).causes.map(({ workload }) => workload)).toEqual([deploymentId('mail')]);
  });

  test('is not the page to which an error text sends its reader', () => {
    const shop = createShop();
    shop.run(faultMs);
    const text = 'Errore non previsto. Segnalarlo a http://bugs.example.org/mail/ e allegare il log.';
    shop.run(faultMs + 30 * second, [anomaly('mail', { text, atMs: faultMs })]);
    expect(only(shop.open()).causes[0]).toMatchObject({ workload: deploymentId('mail') });
  });
});

describe('a kill that the pod shows as well', () => {
  test('is proved once in the reasons and told once in the timeline', () => {
    const shop = createShop();
    shop.run(faultMs);
    killForMemory(shop, faultMs);
    shop.see(
      pod({ app: 'cart', restarts: 2, ready: false, ended: { exitCode: 137, reason: 'OOMKilled', atMs: faultMs } }),
      faultMs + 20 * second,
    );
    shop.run(faultMs + 2 * minute, callersFail(shop, faultMs));
    const incident = only(shop.open());
    const [cause] = incident.causes;
    expect(cause).toMatchObject({ kind: 'out-of-memory', named: { label: 'oom-killed' } });
    expect(cause?.reasons.filter((reason) => /OOM-?killed/i.test(reason))).toHaveLength(1);
    expect(incident.timeline.filter(({ text, workload }) => workload === deploymentId('cart') && /OOM-?killed/i.test(text))).toHaveLength(
      1,
    );
  });
});
