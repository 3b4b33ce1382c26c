/** The pod is accepted and finds no node, or no volume. */
import type { Check } from '../hypothesis.ts';
import { claims } from './claims.ts';
import { nodes } from './nodes.ts';

export const scheduling: readonly Check[] = [nodes, claims];
