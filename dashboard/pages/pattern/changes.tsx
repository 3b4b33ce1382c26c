/** What can be changed about a pattern, by those who may: what it is called, whether it is heard of, and which lines are counted as it. */
import { useState } from 'preact/hooks';
import type { Change, Description, PatternView } from '../../../api/contract.ts';
import { operator } from '../../operator.ts';
import { Confirm, Field } from '../../parts/confirm.tsx';
import { Describe } from '../../parts/describe.tsx';
import { Choice } from '../../parts/heading.tsx';
import { csrf, mayChange } from '../../session.ts';
import { counted, LogText } from '../../text.tsx';
import { likely } from './likeness.ts';

const kinds = ['describe', 'mute', 'unmute', 'split', 'merge'] as const;
type Kind = (typeof kinds)[number];
const labels: Readonly<Record<Kind, string>> = {
  describe: 'Name, owner, runbook …',
  mute: 'Mute …',
  unmute: 'Unmute …',
  split: 'Split …',
  merge: 'Merge …',
};

export interface ChangesProps {
  readonly pattern: { readonly detector: string; readonly workload: string; readonly id: string; readonly text: string };
  readonly said: Description | undefined;
  /** Patterns that others were found to be. */
  readonly forms: number;
  /** Of the same workload. */
  readonly others: readonly PatternView[];
  /** `into`: what it is counted with from now on. */
  readonly onDone: (sentence: string, into: string | null) => void;
}

export function Changes(props: ChangesProps) {
  const { pattern, said, forms, onDone } = props;
  const [open, setOpen] = useState<Kind | null>(null);
  const isMuted = said?.mutedUntilMs !== undefined;
  const offered = kinds.filter((kind) => {
    if (kind === (isMuted ? 'mute' : 'unmute') || (kind === 'split' && forms === 0)) return false;
    return mayChange(kind, pattern.detector);
  });
  const close = (): void => setOpen(null);
  const done = (sentence: string, into: string | null = null): void => {
    close();
    onDone(sentence, into);
  };
  if (offered.length === 0) return null;
  return (
    <div class="controls changes">
      {offered.map((kind) => (
        <button type="button" onClick={() => setOpen(kind)}>
          {labels[kind]}
        </button>
      ))}
      {open === null ? null : <Form {...props} kind={open} done={done} close={close} />}
    </div>
  );
}

interface FormProps extends ChangesProps {
  readonly kind: Kind;
  readonly done: (sentence: string, into?: string) => void;
  readonly close: () => void;
}

function Form({ kind, ...props }: FormProps) {
  const { pattern, said, done, close } = props;
  const { detector, workload, id } = pattern;
  if (kind === 'describe')
    return (
      <Describe
        subject={{ detector, pattern: id }}
        title="Name, owner and runbook of this pattern"
        said={said}
        onDone={done}
        onClose={close}
      />
    );
  if (kind === 'mute') return <Mute {...props} />;
  if (kind === 'merge') return <Merge {...props} />;
  const change: Change = kind === 'split' ? { type: 'split', detector, workload, pattern: id } : { type: 'unmute', detector, pattern: id };
  const title = kind === 'split' ? 'Split this pattern' : 'Unmute this pattern';
  return <Confirm title={title} ask={asking(change)} onDone={done} onClose={close} />;
}

const hourMs = 3_600_000;
const spans = [
  ['2', '2 hours'],
  ['8', '8 hours'],
  ['24', '24 hours'],
  ['168', '7 days'],
  ['', 'somebody unmutes it'],
] as const;

function Mute({ pattern: { detector, id }, done, close }: Omit<FormProps, 'kind'>) {
  const [hours, setHours] = useState('8');
  // The moment is fixed when it is shown, so that what is done is what was seen.
  const [untilAtMs, setUntil] = useState<number | null>(null);
  const ask = async (seen: string | null) => {
    const until = seen === null ? (hours === '' ? null : Math.ceil((Date.now() + Number(hours) * hourMs) / 60_000) * 60_000) : untilAtMs;
    setUntil(until);
    return await operator.change({ type: 'mute', detector, pattern: id, untilAtMs: until }, seen, csrf());
  };
  return (
    <Confirm title="Mute this pattern" ask={ask} onDone={done} onClose={close}>
      <Choice label="Until" value={hours} options={spans} onChoose={setHours} />
      <p class="muted small">Incidents that are nothing but this pattern are neither posted nor paged until then.</p>
    </Confirm>
  );
}

const candidatesAtMost = 8;

function Merge({ pattern, others, done, close }: Omit<FormProps, 'kind'>) {
  const [search, setSearch] = useState('');
  const [into, setInto] = useState('');
  const { detector, workload, id } = pattern;
  const found = likely(others, pattern, search);
  const ask = (seen: string | null) =>
    into === ''
      ? Promise.resolve({ outcome: 'refused' as const, sentence: 'Choose the pattern that it is to be counted with.' })
      : operator.change({ type: 'merge', detector, workload, pattern: id, into }, seen, csrf());
  return (
    <Confirm title="Merge this pattern" ask={ask} onDone={(sentence) => done(sentence, into)} onClose={close}>
      <p class="line">
        <LogText text={pattern.text} wildcards />
      </p>
      <Field label="is counted from now on with" value={search} hint="words of the other pattern" onType={setSearch} />
      <ul class="candidates">
        {found.slice(0, candidatesAtMost).map((view) => (
          <li>
            <label>
              <input type="radio" name="into" checked={into === view.id} onChange={() => setInto(view.id)} />
              <LogText text={view.text} wildcards />
            </label>
          </li>
        ))}
      </ul>
      <p class="muted small">
        {found.length === 0 ? 'No pattern of this workload fits.' : null}
        {found.length > candidatesAtMost ? `${counted(found.length - candidatesAtMost, 'more pattern')}: search for its words.` : null}
      </p>
    </Confirm>
  );
}

function asking(change: Change) {
  return (seen: string | null) => operator.change(change, seen, csrf());
}
