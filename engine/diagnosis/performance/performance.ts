/** All run, some slowly. */
import type { Check } from '../hypothesis.ts';
import { checkSlowPods } from './slow-pod.ts';

export const performance: readonly Check[] = [checkSlowPods];
