/** Two judges of one window that know nothing of each other, and what each has seen of usual windows. */
import { features, type WindowCounts } from './features.ts';
import { createForest, type ForestState } from './forest.ts';
import { createPrincipal } from './principal.ts';
import { createProfile, type Profile, type ProfileState } from './profile.ts';
import { createRarity, type RarityState } from './rarity.ts';

export interface Judges {
  readonly profile: Profile;
  /** How likely each judge's score is in a usual window, and the part of each feature in the scores. */
  look(window: WindowCounts): { readonly chances: readonly number[]; readonly parts: Float64Array };
  learn(window: WindowCounts): void;
  snapshot(): JudgesState;
  restore(state: JudgesState): void;
}

export interface JudgesState {
  readonly profile: ProfileState;
  readonly covariance: readonly number[];
  readonly forest: ForestState;
  readonly rarities: readonly [principal: RarityState, forest: RarityState];
}

/** The profile must stand before its deviations, and those before the scores are learned. */
const profileWindows = 60;
const judgeWindows = 400;
/** Scores of the principal components are lengths; a longer one is as rare as this. */
const longest = 20;

export function createJudges(seed: string): Judges {
  const profile = createProfile();
  const principal = createPrincipal();
  const forest = createForest(seed);
  const ofPrincipal = createRarity(longest);
  const ofForest = createRarity(1);

  const lengthOf = (point: Float64Array): number => Math.sqrt(principal.score(point));

  /** By how much the scores fall when a feature is put at its usual value. */
  function partsOf(point: Float64Array, length: number, depth: number): Float64Array {
    const parts = new Float64Array(features.length);
    for (let i = 0; i < parts.length; i += 1) {
      const value = point[i] ?? 0;
      if (value === 0) continue;
      point[i] = 0;
      parts[i] = Math.max(0, 1 - lengthOf(point) / Math.max(length, 1e-9)) + Math.max(0, depth - forest.score(point));
      point[i] = value;
    }
    return parts;
  }

  return {
    profile,
    look(window) {
      const point = profile.standardize(window);
      const [length, depth] = [lengthOf(point), forest.score(point)];
      return { chances: [ofPrincipal.chance(length), ofForest.chance(depth)], parts: partsOf(point, length, depth) };
    },
    learn(window) {
      if (profile.windows > profileWindows) {
        const point = profile.standardize(window);
        if (profile.windows > judgeWindows) {
          ofPrincipal.add(lengthOf(point));
          ofForest.add(forest.score(point));
        }
        principal.learn(point);
        forest.learn(point);
      }
      profile.learn(window);
    },
    snapshot: () => ({
      profile: profile.snapshot(),
      covariance: principal.snapshot(),
      forest: forest.snapshot(),
      rarities: [ofPrincipal.snapshot(), ofForest.snapshot()],
    }),
    restore(state) {
      profile.restore(state.profile);
      principal.restore(state.covariance);
      forest.restore(state.forest);
      ofPrincipal.restore(state.rarities[0]);
      ofForest.restore(state.rarities[1]);
    },
  };
}
