import type { Check } from '../hypothesis.ts';

export const performance: readonly Check[] = [];
