/** The node, not the workload. */
import type { Check } from '../hypothesis.ts';
import { checkNodeNetworks } from './node-network.ts';
import { checkProxies } from './proxy.ts';
import { checkScheduler } from './scheduler.ts';
import { checkNodes, checkUnits } from './unit.ts';

export const infrastructure: readonly Check[] = [checkUnits, checkNodes, checkProxies, checkScheduler, checkNodeNetworks];
