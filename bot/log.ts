/** What the bot tells its own log; `app.ts` writes it as JSON lines. Never a token, never a log line of a workload. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface BotLog {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
}

/** The message of whatever was thrown. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
