/** Workloads that ran, and restart, stay unready or fail. */
import type { Check } from '../hypothesis.ts';
import { checkDatabases } from './database.ts';
import { checkMemory } from './memory.ts';
import { checkProbes } from './probe.ts';
import { checkReplicas } from './replicas.ts';
import { checkSidecarPorts } from './sidecar.ts';
import { checkUnread } from './unread.ts';

export const runtime: readonly Check[] = [checkMemory, checkProbes, checkReplicas, checkSidecarPorts, checkDatabases, checkUnread];
