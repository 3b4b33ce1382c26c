/** Drives `createIncidents` through time: a small shop with its calls, ticks of five seconds, and what came of them. */
import type { Anomaly, Incident, IncidentChange, KubeObject, LogRecord, Observation } from '../../engine/domain.ts';
import { createIncidents } from '../../engine/incident/incidents.ts';
import { createRedactor } from '../../engine/redact/redact.ts';
import { anomaly, deployment, deploymentId, minute, node, pod, replicaSet, second, seen, service, startMs } from './observations.ts';

export interface Shop {
  /** Names by their role, so that a test can call all of them otherwise. */
  readonly names: ShopNames;
  see(object: KubeObject, atMs: number, deleted?: boolean): void;
  observe(observation: Observation): void;
  /** An error line of a request. */
  fail(app: string, request: string, atMs: number): void;
  /** Ticks each five seconds up to `untilMs` with these anomalies active; gives all changes. */
  run(untilMs: number, anomalies?: readonly Anomaly[]): readonly IncidentChange[];
  open(): readonly Incident[];
  /** Of those that fail, how many stand in no incident. */
  failuresUntold(): number;
  /** All changes so far. */
  changes(): readonly IncidentChange[];
  /** Goes on in a new process with what was saved. */
  restart(): void;
}

export interface ShopNames {
  readonly cart: string;
  readonly checkout: string;
  readonly web: string;
  readonly database: string;
  readonly ads: string;
  readonly mail: string;
}

export const shopNames: ShopNames = { cart: 'cart', checkout: 'checkout', web: 'web', database: 'ledgerdb', ads: 'ads', mail: 'mail' };

export const roles = ['cart', 'checkout', 'web', 'database', 'ads', 'mail'] as const satisfies readonly (keyof ShopNames)[];

const tickMs = 5000;
const coverage = () => ({ linesSeen: 100, linesDropped: 0, droppedBy: {} });

/** web -> checkout -> cart -> database; web -> ads; mail stands alone. All have one healthy pod. */
export function createShop(names: ShopNames = shopNames): Shop {
  const { cart, checkout, web, database, ads, mail } = names;
  const calls: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    [web]: { CHECKOUT_URL: `http://${checkout}:8080`, ADS_ADDR: `${ads}:8080` },
    [checkout]: { CART_URL: `http://${cart}.shop.svc.cluster.local:8080/api` },
    [cart]: { DATABASE_HOST: database },
    [database]: {},
    [ads]: {},
    [mail]: {},
  };
  let incidents = createIncidents({ detector: 'shop/shop', redact: createRedactor().redact });
  let nowMs = startMs;
  const all: IncidentChange[] = [];
  for (const name of ['n1', 'n2']) incidents.observe(seen(node(name)));
  for (const [app, env] of Object.entries(calls)) {
    for (const object of [
      service(app, { type: app === web ? 'LoadBalancer' : 'ClusterIP' }),
      deployment(app, { env }),
      replicaSet({ app, env }),
      pod({ app, env }),
    ]) {
      incidents.observe(seen(object));
    }
  }
  return {
    names,
    see: (object, atMs, deleted = false) => incidents.observe(seen(object, atMs, deleted)),
    observe: (observation) => incidents.observe(observation),
    fail(app, request, atMs) {
      const miner = { pattern: () => ({ id: 'p', text: 'it failed' }), resolve: (index: number) => index };
      const record: LogRecord = { atMs, level: 'error', levelInferred: false, message: 'it failed', traceId: request, lines: 1, bytes: 9 };
      incidents.clues.lines.record({ id: deploymentId(app), miner }, { pattern: 0, record, lines: 1, receivedAtMs: atMs });
      incidents.clues.settle(atMs, false);
    },
    run(untilMs, anomalies = []) {
      const changes: IncidentChange[] = [];
      for (nowMs += tickMs; nowMs <= untilMs; nowMs += tickMs) {
        const active = anomalies.filter(({ startedAtMs }) => startedAtMs <= nowMs);
        changes.push(
          ...incidents.tick({
            nowMs,
            anomalies: active,
            coverage,
            learning: null,
            workloads: Object.values(names).map(deploymentId),
            texts: () => [],
          }),
        );
      }
      nowMs -= tickMs;
      all.push(...changes);
      return changes;
    },
    open: () => incidents.open(),
    failuresUntold: () => incidents.losses().failuresUntold,
    changes: () => all,
    restart() {
      const saved: unknown = JSON.parse(JSON.stringify(incidents.snapshot()));
      incidents = createIncidents({ detector: 'shop/shop', redact: createRedactor().redact });
      incidents.restore(saved);
    },
  };
}

/** The kernel kills cart, and the kubelet starts it again. */
export function killForMemory(shop: Shop, atMs: number, restarts = 1): void {
  const { cart } = shop.names;
  shop.see(
    pod({
      app: cart,
      restarts: restarts - 1,
      ready: false,
      env: { DATABASE_HOST: shop.names.database },
      ended: { exitCode: 137, reason: 'OOMKilled', atMs, present: true },
    }),
    atMs + 500,
  );
  shop.see(
    pod({ app: cart, restarts, env: { DATABASE_HOST: shop.names.database }, ended: { exitCode: 137, reason: 'OOMKilled', atMs } }),
    atMs + 900,
  );
}

/** What checkout and web log when cart is away. */
export function callersFail({ names }: Shop, atMs: number): readonly Anomaly[] {
  return [
    anomaly(names.checkout, { text: `call to http://${names.cart}:8080/items failed: connection refused`, atMs: atMs + 2 * second }),
    anomaly(names.web, { text: `GET /pay failed: http://${names.checkout}:8080 answered 502`, atMs: atMs + 4 * second, observed: 80 }),
  ];
}

/** A second revision with another image. */
export function rollOut(shop: Shop, app: string, atMs: number): void {
  shop.see(replicaSet({ app, hash: 'b2', revision: 2, createdAtMs: atMs, image: `registry.example.com/${app}:2` }), atMs + 100);
  shop.see(pod({ app, hash: 'b2', createdAtMs: atMs, image: `registry.example.com/${app}:2`, phase: 'Pending', ready: false }), atMs + 200);
}

/** A container in its back-off after ending with exit code 1. */
export function crash(
  shop: Shop,
  app: string,
  options: { readonly atMs: number; readonly hash?: string; readonly restarts?: number; readonly createdAtMs?: number },
): void {
  const { atMs, hash = 'a1', restarts = 2, createdAtMs = startMs - minute } = options;
  shop.see(pod({ app, hash, restarts, createdAtMs, waiting: { reason: 'CrashLoopBackOff' }, ended: { exitCode: 1, atMs } }), atMs + 500);
}

/** The one open incident. */
export function only(incidents: readonly Incident[]): Incident {
  const [incident, ...others] = incidents;
  if (incident === undefined || others.length > 0)
    throw new Error(`${incidents.length} incidents: ${incidents.map(({ title }) => title).join(' | ')}`);
  return incident;
}
