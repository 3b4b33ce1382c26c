/** A training from what was gathered to the version as it is kept. */
import { trainModel, type Gathered, type TrainingRequest } from '../../engine/index.ts';
import { seal, type SealedModel } from './record.ts';

export type Trained =
  | { readonly ok: true; readonly model: SealedModel }
  | { readonly ok: false; readonly cause: 'too-little' | 'worse'; readonly reason: string };

export function trainSealed(request: TrainingRequest, gathered: Gathered): Trained {
  const result = trainModel(request, gathered);
  return result.ok ? { ok: true, model: seal(result.model) } : result;
}
