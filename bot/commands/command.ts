/** What a command is. The table in `table.ts` drives help, parsing, near misses, rights and audit alike. */
import type { IncidentView } from '../../api/contract.ts';
import type { OperatorApi } from '../api.ts';
import type { Message } from '../blocks/limits.ts';
import type { Person, Place } from '../access.ts';

export interface Command {
  readonly name: string;
  /** Other first words people use for it. */
  readonly also: readonly string[];
  /** Arguments as help shows them: `[workload] [last 1h]`. */
  readonly usage: string;
  readonly summary: string;
  readonly example: string;
  /** `see` needs a channel or a role with a namespace, `change` an operator or a role that names it, `none` nothing. */
  readonly right: 'none' | 'see' | 'change';
  /** The name under which a role allows it, where it is not its own: who may mute may unmute. */
  readonly allowedAs?: string;
  /** What an incident's thread leaves unsaid: the words as they would be typed elsewhere. Absent: a thread says nothing about it. */
  readonly inThread?: (words: readonly string[], view: IncidentView) => readonly string[];
  readonly answer: (request: CommandRequest, context: CommandContext) => Promise<Answer>;
}

export interface CommandRequest {
  /** Words behind the command's name, fillers such as `for` and `the` left out. */
  readonly words: readonly string[];
  /** Everything behind the command's name as it was typed. */
  readonly rest: string;
  /** Which page of a long answer, from 0. */
  readonly page: number;
  /** `last 1h`; null when not said. */
  readonly lastForSeconds: number | null;
  readonly person: Person;
  readonly place: Place;
  /** Namespaces that may be shown: comma-separated, or `*`. */
  readonly scope: string;
}

export interface CommandContext {
  readonly api: OperatorApi;
  readonly now: () => number;
  readonly commands: readonly Command[];
}

export interface Answer {
  readonly message: Message;
  /** What the audit line says: `accepted: ...`, `refused: ...`, `answered`. */
  readonly result: string;
  /** Of a long answer: which page it is, from 0, and of how many. Absent: there is one. */
  readonly page?: number;
  readonly pages?: number;
}
