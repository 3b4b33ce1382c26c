/** The table of commands: order is the order of help. */
import { assign } from './commands/assign.ts';
import { describe } from './commands/describe.ts';
import { merge } from './commands/merge.ts';
import { mute } from './commands/mute.ts';
import { snooze } from './commands/snooze.ts';
import { split } from './commands/split.ts';
import { subscribe } from './commands/subscribe.ts';
import { unmute } from './commands/unmute.ts';
import { unsubscribe } from './commands/unsubscribe.ts';
import { wake } from './commands/wake.ts';
import { audit } from './commands/audit.ts';
import { coverage } from './commands/coverage.ts';
import type { Command } from './commands/command.ts';
import { diff } from './commands/diff.ts';
import { doctor } from './commands/doctor.ts';
import { explain } from './commands/explain.ts';
import { feedback } from './commands/feedback.ts';
import { help } from './commands/help.ts';
import { incidents } from './commands/incidents.ts';
import { models } from './commands/models.ts';
import { oncall } from './commands/oncall.ts';
import { page } from './commands/page.ts';
import { pattern } from './commands/pattern.ts';
import { redactTest } from './commands/redact-test.ts';
import { retrain } from './commands/retrain.ts';
import { rollback } from './commands/rollback.ts';
import { status } from './commands/status.ts';
import { test } from './commands/test.ts';
import { timeline } from './commands/timeline.ts';
import { topPatterns } from './commands/top-patterns.ts';
import { trace } from './commands/trace.ts';
import { topology } from './commands/topology.ts';
import { why } from './commands/why.ts';

export const commands: readonly [Command, ...Command[]] = [
  help,
  topPatterns,
  pattern,
  explain,
  incidents,
  why,
  timeline,
  trace,
  topology,
  status,
  coverage,
  doctor,
  feedback,
  models,
  diff,
  test,
  redactTest,
  oncall,
  page,
  retrain,
  rollback,
  mute,
  unmute,
  snooze,
  wake,
  assign,
  describe,
  split,
  merge,
  subscribe,
  unsubscribe,
  audit,
];
