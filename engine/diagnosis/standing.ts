/** The causes that stand now, looked for while something is wrong and at most every few seconds, and since when each has been named. */
import { categoryShown } from './category.ts';
import { nameCauses } from './diagnosis.ts';
import type { Category } from './labels/meaning.ts';
import { causeLabels } from './labels.ts';
import type { Moment, Picture } from './picture.ts';
import type { NamedCause } from './ranking.ts';
import { keyOfObject } from './ranking.ts';

export interface StandingCause extends NamedCause {
  /** Named without a pause since then. */
  readonly standsSinceMs: number;
}

/** What is to blame, best first, and what kind of fault it is; `healthy` where nothing fails. */
export interface Blame {
  readonly causes: readonly NamedCause[];
  readonly category: Category;
}

/** Objects and Events change by the hundred in a rollout; looking at each change would cost more than it tells. */
const lookEveryMs = 5000;
/** Where nothing was told since, only lines, metrics and time may have changed the answer. */
const lookAnywayMs = 60_000;

export class Standing {
  readonly #picture: Picture;
  #causes: readonly StandingCause[] = [];
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #seen = -1;

  constructor(picture: Picture) {
    this.#picture = picture;
  }

  get causes(): readonly StandingCause[] {
    return this.#causes;
  }

  /** `isWrong`: whether anything gives a reason to look. */
  look(moment: Moment, isWrong: boolean): void {
    const { nowMs } = moment;
    if (!isWrong && !this.#picture.hasComplaint(nowMs)) {
      this.#causes = [];
      return;
    }
    const { version } = this.#picture;
    if (nowMs - this.#lookedAtMs < (version === this.#seen ? lookAnywayMs : lookEveryMs)) return;
    this.#lookedAtMs = nowMs;
    this.#seen = version;
    const before = new Map(this.#causes.map((cause) => [keyOf(cause), cause.standsSinceMs]));
    this.#causes = nameCauses(this.#picture.at(moment)).map((cause) => ({ ...cause, standsSinceMs: before.get(keyOf(cause)) ?? nowMs }));
  }

  /** Looks at once, whatever the clock says. */
  blame(moment: Moment): Blame {
    const cluster = this.#picture.at(moment);
    const causes = nameCauses(cluster);
    const [best] = causes;
    return { causes, category: best === undefined ? (categoryShown(cluster) ?? 'healthy') : causeLabels[best.cause].category };
  }
}

function keyOf({ object, cause }: NamedCause): string {
  return `${keyOfObject(object)} ${cause}`;
}
