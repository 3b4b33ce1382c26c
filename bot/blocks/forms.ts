/** Forms for what must be typed: what stands in them becomes the command that it stands for. https://docs.slack.dev/surfaces/modals */
import type { InputBlock } from '@slack/types';
import { z } from 'zod';
import { button, context, section } from './blocks.ts';
import type { Modal } from './remedy.ts';
import { clean, code } from './text.ts';

/** The beginning of the buttons' `action_id`; the name of the form follows. */
const formActionId = 'form.';
export const formViewId = 'form.submit';

interface Field {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly isOptional: boolean;
  /** What stands in it at first, or how that follows from what the form is about. */
  readonly initial?: string | ((subject: string) => string);
}

interface Form {
  readonly title: string;
  readonly label: string;
  readonly fields: readonly Field[];
  /** Behind `/logbot`; `values` are one line each, and empty where nothing was typed. */
  readonly command: (subject: string, values: Readonly<Record<string, string>>) => string;
}

const until = { id: 'until', label: 'Until', hint: '2h, 18:00 or 2026-03-01 18:00 (UTC)' } as const;

/** Of split and merge the subject is the pattern and, behind a space, whose it is, since another workload may have the same one. */
const idOf = (subject: string): string => subject.split(' ')[0] ?? '';
const workload = {
  id: 'workload',
  label: 'Of which workload',
  hint: 'Only what this one writes is counted differently',
  isOptional: true,
  initial: (subject: string): string => subject.split(' ')[1] ?? '',
} as const;

export const forms = {
  snooze: {
    title: 'Snooze an incident',
    label: 'Other conditions …',
    fields: [
      { ...until, isOptional: true, initial: '2h' },
      {
        id: 'conditions',
        label: 'Or sooner, when',
        hint: 'Any of: x3 (the rate), severity, revision, workload',
        isOptional: true,
        initial: 'x3 severity workload',
      },
    ],
    command: (subject, { until: when = '', conditions = '' }) => `snooze ${subject} ${when} ${conditions}`,
  },
  assign: {
    title: 'Assign an incident',
    label: 'Somebody else …',
    fields: [{ id: 'who', label: 'Who has it in hand', hint: 'A member id such as U0123456789, me or nobody', isOptional: false }],
    command: (subject, { who = '' }) => `assign ${subject} ${who}`,
  },
  mute: {
    title: 'Mute a pattern',
    label: 'Mute …',
    fields: [{ ...until, hint: `${until.hint}, or forever`, isOptional: false, initial: '2h' }],
    command: (subject, { until: when = '' }) => `mute ${subject} ${when}`,
  },
  describe: {
    title: 'Describe a pattern',
    label: 'Describe …',
    fields: [
      { id: 'what', label: 'What', hint: 'name, owner or runbook', isOptional: false, initial: 'name' },
      { id: 'text', label: 'Text', hint: 'Shown wherever the pattern is; none takes it away', isOptional: false },
    ],
    command: (subject, { what = '', text = '' }) => `describe ${subject} ${what} ${text}`,
  },
  split: {
    title: 'Split a pattern',
    label: 'Split …',
    fields: [workload],
    command: (subject, { workload: name = '' }) => `split ${idOf(subject)} ${name}`,
  },
  merge: {
    title: 'Merge two patterns',
    label: 'Merge …',
    fields: [
      { id: 'into', label: 'Into which pattern', hint: 'Its id or the beginning of it; top-patterns shows them', isOptional: false },
      workload,
    ],
    command: (subject, { into = '', workload: name = '' }) =>
      into === '' ? `merge ${idOf(subject)}` : `merge ${idOf(subject)} into ${into} ${name}`,
  },
} as const satisfies Readonly<Record<string, Form>>;

export type FormName = keyof typeof forms;

/** Null when it is none. */
export function formOf(actionId: string): FormName | null {
  const name = actionId.slice(formActionId.length);
  return actionId.startsWith(formActionId) && isForm(name) ? name : null;
}

function isForm(text: string): text is FormName {
  return Object.hasOwn(forms, text);
}

export function formButton(name: FormName, subject: string) {
  return button({ actionId: `${formActionId}${name}`, label: forms[name].label, value: subject.slice(0, 700) });
}

/** What the form carries: what it is about, where it was opened, and when. */
const FormStateSchema = z.object({
  form: z.enum(['snooze', 'assign', 'mute', 'describe', 'split', 'merge']),
  subject: z.string(),
  channel: z.object({ id: z.string(), name: z.string() }),
});
export type FormState = z.infer<typeof FormStateSchema>;

/** Null when it was not made by `formView`. */
export function readForm(text: string): FormState | null {
  try {
    return FormStateSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export function formView(state: FormState): Modal {
  const form: Form = forms[state.form];
  return {
    type: 'modal',
    callback_id: formViewId,
    private_metadata: JSON.stringify(state),
    title: { type: 'plain_text', text: form.title },
    submit: { type: 'plain_text', text: 'Show what changes' },
    close: { type: 'plain_text', text: 'Leave as it is' },
    blocks: [
      ...form.fields.map((field) => inputOf(field, state.subject)),
      context(`About ${code(state.subject, 200)}. Nothing changes yet: the change is shown to you first, with the button that does it.`),
    ],
  };
}

/** What takes the place of a form that was submitted. */
export function saying(title: string, mrkdwn: string): Modal {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: title },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [section(mrkdwn)],
  };
}

function inputOf({ id, label, hint, isOptional, initial }: Field, subject: string): InputBlock {
  const first = firstOf(initial, subject);
  return {
    type: 'input',
    block_id: id,
    optional: isOptional,
    label: { type: 'plain_text', text: label },
    hint: { type: 'plain_text', text: hint },
    element: {
      type: 'plain_text_input',
      action_id: 'typed',
      max_length: 500,
      ...(first === undefined || first === '' ? {} : { initial_value: first }),
    },
  };
}

/** What was typed, by field: one clean line each. */
export function commandOf({ form, subject }: FormState, values: unknown): string {
  const typed = z
    .record(z.string(), z.object({ typed: z.object({ value: z.string().nullish() }).optional() }))
    .catch({})
    .parse(values);
  const { fields, command }: Form = forms[form];
  // Slack sends what stands in a field; the local Slack of demo and tests sends null for what nobody has touched.
  const isUntouched = fields.every(({ id }) => typed[id]?.typed?.value === null);
  const lines = Object.fromEntries(
    fields.map(({ id, initial }) => [id, clean((isUntouched ? firstOf(initial, subject) : typed[id]?.typed?.value) ?? '', 500)]),
  );
  return clean(command(subject, lines));
}

function firstOf(initial: Field['initial'], subject: string): string | undefined {
  return typeof initial === 'function' ? initial(subject).slice(0, 500) : initial;
}

/** The field to which a refusal belongs: the last one that must be filled, else the first. */
export function fieldOf(name: FormName): string {
  const form: Form = forms[name];
  return (form.fields.findLast(({ isOptional }) => !isOptional) ?? form.fields[0])?.id ?? '';
}
