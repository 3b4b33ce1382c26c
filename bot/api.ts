import type { ApiClient } from '../api/client.ts';

/** What the bot asks of its operator; tests put a fake in its place. */
export type OperatorApi = Omit<ApiClient, 'model' | 'record' | 'importModel' | 'canary'>;
