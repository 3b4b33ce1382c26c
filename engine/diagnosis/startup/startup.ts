import type { Check } from '../hypothesis.ts';

export const startup: readonly Check[] = [];
