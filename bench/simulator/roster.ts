/** Draws the services, who calls whom, the hosts outside and the nodes. */
import { chanceOf, type Chance } from '../traffic/chance.ts';
import { applicationDialects, storeDialects } from './dialect.ts';
import type { Call, ExternalHost, Roster, Service, Tier } from './service.ts';

const nouns =
  'almanac anchor aviary badge ballot beacon bursar canal census claim clinic courier deed depot dossier escrow ' +
  'fable ferry forge gauge grant harbor heron insight kiosk lantern lease ledger locker meadow meter mosaic ' +
  'orchard parcel permit pledge quarry quote relay rental roster sample scribe sensor stipend survey tariff tenant ' +
  'tractor tribune valve voucher warden wharf wicket atlas barge cedar drift ember fjord glade hearth inlet ' +
  'jetty kelp loom marsh nectar oxide';
const suffixes: Readonly<Record<Tier, readonly string[]>> = {
  edge: ['gateway', 'web'],
  front: ['api', 'portal', 'bff'],
  middle: ['service', 'svc', 'manager', 'engine'],
  back: ['worker', 'registry', 'service', 'index'],
  store: [],
};
const namespaces = ['storefront', 'billing', 'logistics', 'insights'];
const outside = ['payments.cardhub.example', 'mail.postroute.example', 'geo.mapworks.example', 'rates.bankfeed.example'];
/** Of all services; what is left over is in the middle. */
const shares: Readonly<Record<Exclude<Tier, 'middle'>, number>> = { edge: 0.04, front: 0.2, back: 0.2, store: 0.12 };
const mebibyte = 1 << 20;

export function drawRoster({ seed, services }: { readonly seed: number; readonly services: number }): Roster {
  const chance = chanceOf('roster', seed);
  const tiers = drawTiers(services);
  const names = shuffledNouns(chance);
  const externals = outside.map((host): ExternalHost => ({ host, noun: host.split('.')[1] ?? host }));
  const drawn = tiers.map((tier, index) => drawService({ tier, index, tiers, noun: names[index] ?? `unit${index}`, chance }));
  return {
    services: drawn,
    externals,
    nodes: Array.from({ length: Math.max(5, Math.round(services / 5)) }, (_, i) => `pool-a-${node(i)}`),
  };
}

/** As clouds call them: without an order that somebody could read. */
function node(i: number): string {
  return ((i + 3) * 7_919).toString(36).padStart(4, 'k');
}

const order: readonly Tier[] = ['edge', 'front', 'middle', 'back', 'store'];

/** In the order in which requests go down, so that a call always leads to a later position. */
function drawTiers(services: number): readonly Tier[] {
  const count = (tier: Exclude<Tier, 'middle'>): number => Math.max(tier === 'edge' ? 1 : 2, Math.round(services * shares[tier]));
  const [edge, front, back, store] = [count('edge'), count('front'), count('back'), count('store')];
  const numbers: Readonly<Record<Tier, number>> = { edge, front, middle: services - edge - front - back - store, back, store };
  return order.flatMap((tier) => Array.from({ length: Math.max(0, numbers[tier]) }, () => tier));
}

function shuffledNouns(chance: Chance): readonly string[] {
  return nouns
    .split(' ')
    .map((noun) => ({ noun, key: chance.next() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ noun }) => noun);
}

interface Drawing {
  readonly tier: Tier;
  readonly index: number;
  readonly tiers: readonly Tier[];
  readonly noun: string;
  readonly chance: Chance;
}

function drawService(drawing: Drawing): Service {
  const { tier, index, noun, chance } = drawing;
  const memoryBytes = chance.int(90, 700) * mebibyte;
  const linesPerMinute = tier === 'edge' ? chance.between(12, 20) : chance.scale(2, 9);
  return {
    index,
    tier,
    noun,
    ...(tier === 'store' ? drawStore(drawing) : drawProgram(drawing)),
    calls: drawCalls(drawing),
    externals: tier === 'back' || tier === 'middle' ? outside.filter(() => chance.chance(0.12)) : [],
    linesPerMinute,
    requestsPerMinute: linesPerMinute * chance.between(3, 8),
    latencyMs: chance.int(8, 90),
    memoryBytes,
    limitBytes: 64 * mebibyte * Math.ceil((memoryBytes * chance.between(1.5, 2.2)) / (64 * mebibyte)),
    cpuCores: chance.between(0.03, 0.4),
    season: chance.between(0.6, 1),
  };
}

type Made = Pick<Service, 'namespace' | 'name' | 'kind' | 'dialect' | 'port' | 'replicas' | 'startupMs'>;

/** By turns, so that each sort is there. */
const stores = [
  { suffix: 'db', port: 5432 },
  { suffix: 'cache', port: 6379 },
  { suffix: 'broker', port: 5672 },
] as const;

function drawStore({ index, tiers, noun, chance }: Drawing): Made {
  const place = (index - tiers.indexOf('store')) % stores.length;
  const { suffix, port } = stores[place] ?? stores[0];
  const dialect = storeDialects[place] ?? chance.pick(storeDialects);
  return {
    namespace: 'datastores',
    name: `${noun}-${suffix}`,
    kind: 'StatefulSet',
    dialect,
    port,
    replicas: 1,
    startupMs: chance.int(4_000, 12_000),
  };
}

function drawProgram({ tier, noun, chance }: Drawing): Made {
  return {
    namespace: chance.pick(namespaces),
    name: `${noun}-${chance.pick(suffixes[tier])}`,
    kind: 'Deployment',
    dialect: chance.pick(applicationDialects),
    port: chance.pick([8080, 8000, 3000, 9090]),
    replicas: chance.pick([2, 2, 2, 3, 3, 4]),
    startupMs: chance.int(3_000, 25_000),
  };
}

const below: Readonly<Record<Tier, readonly Tier[]>> = {
  edge: ['front'],
  front: ['middle', 'middle', 'store'],
  middle: ['middle', 'back', 'store'],
  back: ['store'],
  store: [],
};

function drawCalls({ tier, index, tiers, chance }: Drawing): readonly Call[] {
  const many = tier === 'edge' ? tiers.filter((other) => other === 'front').length : chance.int(1, 3);
  const calls = new Map<number, number>();
  for (let i = 0; i < many && below[tier].length > 0; i += 1) {
    const wanted = tier === 'edge' ? 'front' : chance.pick(below[tier]);
    const candidates = tiers.flatMap((other, at) => (other === wanted && at > index ? [at] : []));
    if (candidates.length === 0) continue;
    const service = tier === 'edge' ? (candidates[i] ?? chance.pick(candidates)) : chance.pick(candidates);
    calls.set(service, tier === 'edge' ? 1 / many : chance.between(0.35, 0.95));
  }
  return [...calls].map(([service, share]) => ({ service, share }));
}
