/**
 * How well what was learned still fits. When a container begins to write otherwise, after an update or with another program, its header is learned
 * anew from what it writes then.
 */
export interface Fit {
  /** Records of the window, and those that neither the plan nor their own format explained. */
  records: number;
  misfits: number;
  /** How many records make a window: more after each relearning that found nothing new, for a container may have no header at all. */
  window: number;
}

const FIRST_WINDOW = 400;
const LONGEST_WINDOW = 1_000_000;
/** So many misfits of a window are no longer stray lines. */
const MISFIT_SHARE = 0.2;

export function createFit(): Fit {
  return { records: 0, misfits: 0, window: FIRST_WINDOW };
}

/** Notes one record; true when it is time to learn anew. */
export function noteFit(fit: Fit, fits: boolean): boolean {
  fit.records += 1;
  if (!fits) fit.misfits += 1;
  if (fit.records < fit.window) return false;
  const isDue = fit.misfits > fit.records * MISFIT_SHARE;
  fit.records = 0;
  fit.misfits = 0;
  return isDue;
}

/** Notes whether learning anew has found a header that was not known. */
export function noteRelearned(fit: Fit, isNew: boolean): void {
  fit.window = isNew ? FIRST_WINDOW : Math.min(LONGEST_WINDOW, fit.window * 4);
}
