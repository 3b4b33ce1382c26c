/** Who asks where, and what they may. */

export interface Person {
  readonly id: string;
}

export interface Place {
  readonly id: string;
  /** Private channels come as `privategroup`. */
  readonly name: string;
}

/** `unknown`: Slack does not say at the moment; `sentence` says to a person what stands in the way. */
export type May = { readonly outcome: 'yes'; readonly scope: string } | { readonly outcome: 'no' | 'unknown'; readonly sentence: string };
