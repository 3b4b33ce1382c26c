/** How a week went: is the bot worth its messages, what is noisy, what is held back. */
import type { Week } from '../../api/contract.ts';
import { context, header, section } from './blocks.ts';
import type { Message } from './limits.ts';
import { tableBlock } from './native.ts';
import { code, counted, joinLines, prose } from './text.ts';

export function weekMessage(week: Week): Message {
  const { detector, fromAtMs, toAtMs, incidents, pages, heldByBudget, noisiest, muted } = week;
  const title = `📅 ${counted(incidents, 'incident')}, ${counted(pages, 'page')}`;
  const span = `${dayOf(fromAtMs)} to ${dayOf(toAtMs - 1)}`;
  const facts = [
    `${code(detector, 300)}, ${span} (UTC)`,
    `*Precision:* ${precisionOf(week)}`,
    ...(heldByBudget > 0 ? [`*Held back by the page budget:* ${counted(heldByBudget, 'page')}`] : []),
    ...(muted.length > 0 ? ['*Quiet:*', ...muted.map((what) => `• ${prose(what, 220)}`)] : []),
  ];
  const patterns = noisiest.map(
    ({ workload, text, incidents: of }) => `• ${counted(of, 'incident')}: ${prose(workload, 80)} ${code(text, 160)}`,
  );
  const rows = noisiest.map(({ workload, text, incidents: of }) => [workload, text, of]);
  const table = { caption: 'What most incidents were about', header: ['Workload', 'Pattern', 'Incidents'], rows };
  const head = [header(title), section(joinLines(facts, 1800))];
  const foot = context(
    `Press *Useful* or *Noise* on incidents: it is measured, and what people call noise gets quiet. ${code(`/logbot feedback ${detector}`, 300)} says more.`,
  );
  const words = section(joinLines(['*What most incidents were about*', ...patterns], 1800));
  const text = `${title} from ${span}: ${prose(detector, 300)}`;
  if (noisiest.length === 0) return { text, blocks: [...head, foot] };
  return { text, blocks: [...head, words, foot], native: [...head, tableBlock(table), foot] };
}

function precisionOf({ useful, noise, precision }: Week): string {
  if (precision === null) return 'not known, nobody has marked an incident yet';
  return `${Math.round(Math.min(1, Math.max(0, precision)) * 100)} % useful of ${counted(useful + noise, 'marked incident')}`;
}

function dayOf(atMs: number): string {
  return new Date(Math.min(Math.max(0, atMs), 253_402_300_799_000)).toISOString().slice(0, 10);
}
