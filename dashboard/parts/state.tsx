/** What is shown in place of an answer: waiting, nothing there, something wrong. Each says what to do. */
import type { ComponentChildren } from 'preact';
import type { Answer } from '../answer.ts';
import { withMarks } from '../text.tsx';

export function Waiting({ what }: { readonly what: string }) {
  return (
    <p class="waiting" role="status">
      Loading {what} …
    </p>
  );
}

export function Nothing({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div class="nothing">
      <h2>{title}</h2>
      <p>{children}</p>
    </div>
  );
}

export function Failed({ sentence, retry }: { readonly sentence: string; readonly retry: () => void }) {
  return (
    <div class="failed" role="alert">
      <p>{sentence}</p>
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  );
}

/** What was changed a moment ago; said by screen readers as it comes. */
export function Done({ sentence }: { readonly sentence: string | null }) {
  return <div role="status">{sentence === null ? null : <p class="notice good">{withMarks(sentence)}</p>}</div>;
}

interface ShownProps<T> {
  readonly answer: Answer<T>;
  readonly what: string;
  readonly children: (data: T) => ComponentChildren;
}

/** The answer as soon as there is one; a failure later stands above what was known before. */
export function Shown<T>({ answer, what, children }: ShownProps<T>) {
  const { data, problem, retry } = answer;
  return (
    <>
      {problem === null ? null : <Failed sentence={problem} retry={retry} />}
      {data === null ? problem === null && <Waiting what={what} /> : children(data)}
    </>
  );
}
