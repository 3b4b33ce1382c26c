import type { Check } from '../hypothesis.ts';

export const runtime: readonly Check[] = [];
