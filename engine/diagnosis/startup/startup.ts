/** Scheduled, but its container does not get to run. */
import type { Check } from '../hypothesis.ts';
import { image } from './image.ts';
import { secret } from './secret.ts';
import { volumePermission } from './volume-permission.ts';

export const startup: readonly Check[] = [image, secret, volumePermission];
