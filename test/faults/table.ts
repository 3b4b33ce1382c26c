/** Every fault as a row: what runs, what is done to it, and what it may cost. One runner (`faults.test.ts`) goes through them. */
import { apiFaults } from './table/api.ts';
import { operatorFaults } from './table/operator.ts';
import { otlpFaults } from './table/otlp.ts';
import { podFaults } from './table/pods.ts';
import { storeFaults } from './table/store.ts';
import type { Fault } from './fault.ts';

export const faults: readonly Fault[] = [...podFaults, ...otlpFaults, ...operatorFaults, ...storeFaults, ...apiFaults];
