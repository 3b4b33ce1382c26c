/** The table of commands: order is the order of help. */
import type { Command } from './command.ts';
import { help } from './help.ts';
import { incidents } from './incidents.ts';
import { models } from './models.ts';
import { retrain } from './retrain.ts';
import { rollback } from './rollback.ts';
import { status } from './status.ts';
import { topPatterns } from './top-patterns.ts';
import { why } from './why.ts';

export const commands: readonly [Command, ...Command[]] = [help, topPatterns, incidents, why, status, models, retrain, rollback];
