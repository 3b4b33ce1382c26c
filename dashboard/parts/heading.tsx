/** The top of a page. */
import type { ComponentChildren } from 'preact';

interface HeadingProps {
  readonly title: ComponentChildren;
  readonly note?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** `children`: what can be done or chosen, on the right. */
export function Heading({ title, note, children }: HeadingProps) {
  return (
    <div class="heading">
      <div>
        <h1>{title}</h1>
        {note === undefined ? null : <p class="muted">{note}</p>}
      </div>
      {children === undefined ? null : <div class="controls">{children}</div>}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChoose: (value: string) => void;
}

export function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {options.map(([option, text]) => (
          <option value={option} selected={option === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface SearchProps {
  readonly label: string;
  readonly value: string;
  readonly onSearch: (text: string) => void;
}

export function Search({ label, value, onSearch }: SearchProps) {
  return (
    <label class="choice search">
      <span>{label}</span>
      <input type="search" value={value} spellcheck={false} onInput={({ currentTarget }) => onSearch(currentTarget.value)} />
    </label>
  );
}
