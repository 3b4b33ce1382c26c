import type { Check } from '../hypothesis.ts';

export const infrastructure: readonly Check[] = [];
