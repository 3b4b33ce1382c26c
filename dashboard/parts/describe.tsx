/** A name, an owner and a runbook for a pattern or a workload, as `describe` sets them in Slack. */
import { useState } from 'preact/hooks';
import type { Description } from '../../api/contract.ts';
import { operator } from '../operator.ts';
import { csrf } from '../session.ts';
import { withMarks } from '../text.tsx';
import { Confirm, Field } from './confirm.tsx';
import { Tag } from './tag.tsx';

export interface Subject {
  readonly detector: string;
  readonly pattern?: string;
  readonly workload?: string;
}

interface DescribeProps {
  readonly subject: Subject;
  readonly title: string;
  readonly said: Description | undefined;
  readonly onDone: (sentence: string) => void;
  readonly onClose: () => void;
}

export function Describe({ subject, title, said, onDone, onClose }: DescribeProps) {
  const [name, setName] = useState(said?.name ?? '');
  const [owner, setOwner] = useState(said?.owner ?? '');
  const [runbook, setRunbook] = useState(said?.runbook ?? '');
  const change = { type: 'describe' as const, ...subject, name, owner, runbook };
  return (
    <Confirm title={title} ask={(seen) => operator.change(change, seen, csrf())} onDone={onDone} onClose={onClose}>
      <Field label="Name" value={name} hint="cart is full" onType={setName} />
      <Field label="Owner" value={owner} hint="team-checkout" onType={setOwner} />
      <Field label="Runbook" value={runbook} hint="https://wiki.example.com/cart" isAddress onType={setRunbook} />
      <p class="muted small">
        What is empty is taken away. It is shown wherever the {subject.pattern === undefined ? 'workload' : 'pattern'} is, in Slack too.
      </p>
    </Confirm>
  );
}

/** Nothing where nobody has said anything. */
export function Said({ said }: { readonly said: Description | undefined }) {
  if (said === undefined) return null;
  const { name, owner, runbook, mutedUntilMs } = said;
  return (
    <span class="said">
      {name ? <strong>{withMarks(name)}</strong> : null}
      {owner ? <span>owner {withMarks(owner)}</span> : null}
      {runbook === undefined || !/^https?:\/\//.test(runbook) ? null : (
        <a href={runbook} target="_blank" rel="noreferrer noopener">
          runbook
        </a>
      )}
      {mutedUntilMs === undefined ? null : (
        <Tag tone="warning">{mutedUntilMs === null ? 'muted' : `muted until ${new Date(mutedUntilMs).toISOString().slice(0, 16)}Z`}</Tag>
      )}
    </span>
  );
}
