import type { SnoozeConditions } from '../../api/contract.ts';
import { statement } from '../blocks/blocks.ts';
import { code } from '../blocks/text.ts';
import { proposeChange } from '../changes.ts';
import { takeUntil } from '../until.ts';
import type { Command } from './command.ts';

export const snooze: Command = {
  name: 'snooze',
  also: ['later'],
  usage: '<incident> [2h | until 18:00] [x3] [severity] [revision] [workload]',
  summary: 'No page and no news of an incident until a time, a rate, a higher severity, a rollout, or another workload; asks first.',
  example: 'snooze inc-4f7a2c 2h x3 severity workload',
  right: 'change',
  async answer(request, context) {
    const { words, lastForSeconds, scope } = request;
    const until = takeUntil(words, lastForSeconds, context.now());
    const [id, ...rest] = until?.words ?? words;
    const conditions = conditionsOf(rest, until?.atMs ?? null);
    if (id === undefined || conditions === null) {
      const text = `Which incident, and until when? ${code('/logbot snooze inc-4f7a2c 2h')}, or until it is worse: ${code('x3')} (three times the rate), ${code('severity')}, ${code('revision')} (a rollout), ${code('workload')} (another one fails).`;
      return { message: statement(text), result: 'refused: not understood' };
    }
    const { incident, detector } = await context.api.incident(id.slice(0, 100), scope);
    return proposeChange({ type: 'snooze', incident: `${detector}/${incident.id}`, conditions }, 'snooze', request, context);
  },
};

/** Null when nothing would ever end it, or a word is not understood. */
function conditionsOf(words: readonly string[], untilAtMs: number | null): SnoozeConditions | null {
  let conditions: SnoozeConditions = { untilAtMs, rateAbove: null, higherSeverity: false, newRevision: false, otherWorkload: false };
  for (const word of words.map((typed) => typed.toLowerCase().replace(/,$/, ''))) {
    const rate = /^x(\d{1,3}(?:\.\d)?)$/.exec(word)?.[1];
    const named = conditionNames[word];
    if (rate !== undefined && Number(rate) >= 1.1) conditions = { ...conditions, rateAbove: Number(rate) };
    else if (named !== undefined) conditions = { ...conditions, [named]: true };
    else if (word !== 'or' && word !== 'and') return null;
  }
  const isEnding = Object.values(conditions).some((condition) => condition !== null && condition !== false);
  return isEnding ? conditions : null;
}

const conditionNames: Readonly<Record<string, 'higherSeverity' | 'newRevision' | 'otherWorkload'>> = {
  severity: 'higherSeverity',
  worse: 'higherSeverity',
  revision: 'newRevision',
  rollout: 'newRevision',
  deploy: 'newRevision',
  workload: 'otherWorkload',
  another: 'otherWorkload',
};
