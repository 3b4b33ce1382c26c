/** The API server refuses what should be made. */
import type { Check } from '../hypothesis.ts';
import { countQuota } from './count-quota.ts';
import { podQuota } from './pod-quota.ts';
import { serviceAccount } from './service-account.ts';
import { storageQuota } from './storage-quota.ts';

export const admission: readonly Check[] = [serviceAccount, podQuota, countQuota, storageQuota];
