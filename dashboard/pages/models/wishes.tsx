/** Retraining, and serving an older version again, by those who may: shown first. */
import { useState } from 'preact/hooks';
import type { ChangeReply, WishReply } from '../../../api/contract.ts';
import { operator, type DetectorModel } from '../../operator.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Choice } from '../../parts/heading.tsx';
import { csrf, mayChange } from '../../session.ts';

interface WishesProps {
  readonly detector: string;
  readonly models: readonly DetectorModel[];
  readonly onDone: (sentence: string) => void;
}

export function Wishes({ detector, models, onDone }: WishesProps) {
  const [open, setOpen] = useState<'retrain' | 'rollback' | null>(null);
  const close = (): void => setOpen(null);
  const done = (sentence: string): void => {
    close();
    onDone(sentence);
  };
  const others = models.filter(({ serving }) => !serving);
  const mayRetrain = mayChange('retrain', detector);
  const mayRollback = mayChange('rollback', detector) && others.length > 0;
  if (!mayRetrain && !mayRollback) return null;
  return (
    <div class="controls">
      {mayRetrain ? (
        <button type="button" onClick={() => setOpen('retrain')}>
          Retrain …
        </button>
      ) : null}
      {mayRollback ? (
        <button type="button" onClick={() => setOpen('rollback')}>
          Roll back …
        </button>
      ) : null}
      {open === 'retrain' ? (
        <Confirm title={`Retrain ${detector}`} ask={(seen) => retrain(detector, seen)} onDone={done} onClose={close} />
      ) : null}
      {open === 'rollback' ? (
        <Rollback detector={detector} versions={others.map(({ version }) => version)} onDone={done} onClose={close} />
      ) : null}
    </div>
  );
}

interface RollbackProps {
  readonly detector: string;
  readonly versions: readonly number[];
  readonly onDone: (sentence: string) => void;
  readonly onClose: () => void;
}

function Rollback({ detector, versions, onDone, onClose }: RollbackProps) {
  const sorted = versions.toSorted((a, b) => b - a);
  const [version, setVersion] = useState(String(sorted[0] ?? ''));
  const options = sorted.map((one) => [String(one), `Model ${one}`] as const);
  const ask = async (seen: string | null): Promise<ChangeReply> =>
    replyOf(await operator.rollback(detector, { version: Number(version), preview: seen === null }, csrf()));
  return (
    <Confirm title={`Roll ${detector} back`} ask={ask} onDone={onDone} onClose={onClose}>
      <Choice label="Serve again" value={version} options={options} onChoose={setVersion} />
    </Confirm>
  );
}

async function retrain(detector: string, seen: string | null): Promise<ChangeReply> {
  if (seen !== null) return replyOf(await operator.retrain(detector, csrf()));
  const lines = [
    'it is made from what was seen since the start, without the times of incidents',
    'it is tried beside the model that serves, unless spec.model.canaryMinutes is 0, and serves when it does as well',
  ];
  return { outcome: 'preview', sentence: `A new model version of ${detector} is made.`, lines, seen: 'retrain' };
}

function replyOf(reply: WishReply): ChangeReply {
  if (reply.outcome === 'accepted')
    return { outcome: 'accepted', sentence: `${reply.operation.sentence} The list below says when it is done.` };
  if (reply.outcome === 'preview')
    return { outcome: 'preview', sentence: reply.sentence, lines: ['retraining, or another rollback, undoes it'], seen: 'rollback' };
  return { outcome: 'refused', sentence: reply.sentence };
}
