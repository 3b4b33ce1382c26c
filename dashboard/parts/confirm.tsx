/** A change that somebody asks for: shown first, then done exactly as it was shown, or shown anew where it is another meanwhile. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChangeReply } from '../../api/contract.ts';
import { withMarks } from '../text.tsx';

interface ConfirmProps {
  readonly title: string;
  /** With null what would be done is shown; with what was seen it is done. */
  readonly ask: (seen: string | null) => Promise<ChangeReply>;
  readonly onDone: (sentence: string) => void;
  readonly onClose: () => void;
  /** What is to be chosen before it can be shown; without it it is shown at once. */
  readonly children?: ComponentChildren;
}

type Shown = Extract<ChangeReply, { readonly seen: string }>;

export function Confirm({ title, ask, onDone, onClose, children }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const put = async (seen: string | null): Promise<void> => {
    setAsking(true);
    const reply = await ask(seen).catch((error: unknown) => ({ outcome: 'refused' as const, sentence: sentenceOf(error) }));
    setAsking(false);
    if (reply.outcome === 'accepted') return onDone(reply.sentence);
    setRefusal(reply.outcome === 'refused' ? reply.sentence : null);
    setShown(reply.outcome === 'refused' ? null : reply);
  };
  useEffect(() => {
    dialog.current?.showModal();
    if (children === undefined) void put(null);
  }, []);
  return (
    <dialog ref={dialog} class="confirm" aria-label={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void put(shown?.seen ?? null);
        }}
      >
        <h2>{title}</h2>
        {children === undefined ? null : <fieldset disabled={shown !== null || isAsking}>{children}</fieldset>}
        <div role="status">{shown === null ? isAsking && <p class="muted">Asking the operator …</p> : <Preview shown={shown} />}</div>
        {refusal === null ? null : (
          <p class="notice" role="alert">
            {withMarks(refusal)}
          </p>
        )}
        <div class="controls">
          {shown === null && children === undefined ? null : (
            <button type="submit" class="main" disabled={isAsking}>
              {shown === null ? 'Show what would change' : 'Do it'}
            </button>
          )}
          {shown !== null && children !== undefined ? (
            <button type="button" onClick={() => setShown(null)}>
              Back
            </button>
          ) : null}
          <button type="button" onClick={() => dialog.current?.close()}>
            {shown === null ? 'Close' : 'Leave as it is'}
          </button>
        </div>
      </form>
    </dialog>
  );
}

function Preview({ shown: { outcome, sentence, lines } }: { readonly shown: Shown }) {
  return (
    <>
      {outcome === 'changed' ? <p class="notice">It was changed since it was shown, so nothing was done. This is how it is now:</p> : null}
      <p>
        <strong>{withMarks(sentence)}</strong>
      </p>
      <ul class="would">
        {lines.map((line) => (
          <li>{withMarks(line)}</li>
        ))}
      </ul>
      <p class="muted small">Nothing has changed yet.</p>
    </>
  );
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly hint: string;
  readonly isAddress?: boolean;
  readonly onType: (text: string) => void;
}

/** One line of text in a dialog. */
export function Field({ label, value, hint, isAddress = false, onType }: FieldProps) {
  const more = { value, placeholder: hint, onInput: typed(onType) };
  return (
    <label class="field">
      <span>{label}</span>
      {isAddress ? <input type="url" maxLength={500} {...more} /> : <input type="text" maxLength={80} spellcheck={false} {...more} />}
    </label>
  );
}

function typed(onType: (text: string) => void) {
  return ({ currentTarget }: { readonly currentTarget: HTMLInputElement }): void => onType(currentTarget.value);
}
