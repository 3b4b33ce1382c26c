import type { Check } from '../hypothesis.ts';

export const routing: readonly Check[] = [];
