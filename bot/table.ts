/** The table of commands: order is the order of help. */
import type { Command } from './commands/command.ts';
import { doctor } from './commands/doctor.ts';
import { feedback } from './commands/feedback.ts';
import { help } from './commands/help.ts';
import { incidents } from './commands/incidents.ts';
import { models } from './commands/models.ts';
import { page } from './commands/page.ts';
import { retrain } from './commands/retrain.ts';
import { rollback } from './commands/rollback.ts';
import { status } from './commands/status.ts';
import { topPatterns } from './commands/top-patterns.ts';
import { why } from './commands/why.ts';

export const commands: readonly [Command, ...Command[]] = [
  help,
  topPatterns,
  incidents,
  why,
  status,
  doctor,
  feedback,
  models,
  page,
  retrain,
  rollback,
];
