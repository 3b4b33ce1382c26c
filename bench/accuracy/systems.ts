import { gameServer } from './open/game-server.ts';
import { payments } from './open/payments.ts';
import { pressLine } from './open/press-line.ts';
import { scheduler } from './open/scheduler.ts';
import type { System } from './system.ts';

/** Whoever works on the miner may look at these. */
export const OPEN: readonly System[] = [payments, gameServer, pressLine, scheduler];

/** Nobody who works on the miner reads these; they see the scores only. */
export const HELD: readonly System[] = [];
