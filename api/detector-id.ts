import { z } from 'zod';

/** `namespace/name` of a LogDetector. */
export const DetectorIdSchema = z.string().regex(/^[a-z0-9-]{1,63}\/[a-z0-9.-]{1,253}$/, 'must be NAMESPACE/NAME');
