import type { Check } from '../hypothesis.ts';

export const admission: readonly Check[] = [];
