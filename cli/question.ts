/** What a question to an operator is, and what an answer. */
import type { ApiClient } from '../api/client.ts';

/** A question as it was typed. */
export interface Question {
  /** The argument; null where it was left out. */
  readonly subject: string | null;
  /** As the API wants them: one name, or `*`. */
  readonly namespaces: string;
  readonly forMs: number;
  readonly limit: number;
  /** `new`, `errors`, `changed`; null for all. */
  readonly only: 'new' | 'errors' | 'changed' | null;
  /** Columns of the terminal. */
  readonly width: number;
}

export interface Reply {
  /** For programs: what the operator said. */
  readonly object: object;
  /** For people; made only when it is wanted. */
  readonly text: () => string;
}

/** Throws an `InputError` for a subject that there is not. */
export type Answering = (client: ApiClient, question: Question) => Promise<Reply>;
