import { chipBench } from './fresh/chip-bench.ts';
import { houseHub } from './fresh/house-hub.ts';
import { parcelSorter } from './fresh/parcel-sorter.ts';
import { shopWeb } from './fresh/shop-web.ts';
import { desktopSync } from './held/desktop-sync.ts';
import { fieldSensors } from './held/field-sensors.ts';
import { groundStation } from './held/ground-station.ts';
import { hotelBooking } from './held/hotel-booking.ts';
import { libraryCatalogue } from './held/library-catalogue.ts';
import { moderation } from './held/moderation.ts';
import { railSignalling } from './held/rail-signalling.ts';
import { ticketGate } from './held/ticket-gate.ts';
import { tradingGateway } from './held/trading-gateway.ts';
import { virtNode } from './held/virt-node.ts';
import { buildFarm } from './open/build-farm.ts';
import { cdnEdge } from './open/cdn-edge.ts';
import { gameServer } from './open/game-server.ts';
import { hospital } from './open/hospital.ts';
import { mailRelay } from './open/mail-relay.ts';
import { payments } from './open/payments.ts';
import { pressLine } from './open/press-line.ts';
import { scheduler } from './open/scheduler.ts';
import { storageDaemon } from './open/storage-daemon.ts';
import { telecomSwitch } from './open/telecom-switch.ts';
import type { System } from './system.ts';
import { computeApi } from './unseen/compute-api.ts';
import { deskProxy } from './unseen/desk-proxy.ts';
import { gridEvents } from './unseen/grid-events.ts';
import { handset } from './unseen/handset.ts';
import { quorumKeeper } from './unseen/quorum-keeper.ts';
import { webErrors } from './unseen/web-errors.ts';
import { ciRunner } from './wild/ci-runner.ts';
import { cloudControl } from './wild/cloud-control.ts';
import { computeRack } from './wild/compute-rack.ts';
import { infusionPump } from './wild/infusion-pump.ts';
import { ledgerBroker } from './wild/ledger-broker.ts';
import { mainframeBatch } from './wild/mainframe-batch.ts';
import { officeUpdater } from './wild/office-updater.ts';
import { phoneShell } from './wild/phone-shell.ts';
import { tunnelClient } from './wild/tunnel-client.ts';
import { unixHosts } from './wild/unix-hosts.ts';
import { vehicleBus } from './wild/vehicle-bus.ts';
import { webBalancer } from './wild/web-balancer.ts';

/** Whoever works on the miner may look at these. */
const OPEN: readonly System[] = [
  payments,
  gameServer,
  pressLine,
  scheduler,
  mailRelay,
  hospital,
  cdnEdge,
  storageDaemon,
  buildFarm,
  telecomSwitch,
];

/** Nobody who works on the miner reads these; they see the scores only. */
export const HELD: readonly System[] = [
  fieldSensors,
  moderation,
  desktopSync,
  ticketGate,
  libraryCatalogue,
  tradingGateway,
  hotelBooking,
  railSignalling,
  groundStation,
  virtNode,
];

/** Made to be as unlike each other as logs in the wild are; whoever works on the miner may look at these too. */
const WILD: readonly System[] = [
  ciRunner,
  cloudControl,
  computeRack,
  infusionPump,
  ledgerBroker,
  mainframeBatch,
  officeUpdater,
  phoneShell,
  tunnelClient,
  unixHosts,
  vehicleBus,
  webBalancer,
];

/** Written before a round of work on the miner, to show what it is worth; at first sight they scored GA .770, FGA .737, 1.36 patterns for each true one. */
const FRESH: readonly System[] = [houseHub, parcelSorter, shopWeb, chipBench];

/**
 * Written before the next round in the manner of well-known programs, by somebody who had not read the miner; at first sight they scored GA .946, FGA .706 and 1.42
 * patterns for each true one (GA .872 before the requests of the cloud were one label).
 */
const UNSEEN: readonly System[] = [gridEvents, deskProxy, handset, webErrors, computeApi, quorumKeeper];

export const SETS = { open: OPEN, held: HELD, wild: WILD, fresh: FRESH, unseen: UNSEEN } as const;

export type SetName = keyof typeof SETS;
