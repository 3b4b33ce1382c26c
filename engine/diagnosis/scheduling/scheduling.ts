import type { Check } from '../hypothesis.ts';

export const scheduling: readonly Check[] = [];
