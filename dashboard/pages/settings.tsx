/** What is set. Changed is it where it is kept: in the LogDetector, and in the administrator's configuration. */
import { useAnswer } from '../answer.ts';
import { operator } from '../operator.ts';
import { Heading } from '../parts/heading.tsx';
import { Shown } from '../parts/state.tsx';
import { withMarks } from '../text.tsx';

export function SettingsPage() {
  const answer = useAnswer('settings', 0, operator.settings);
  return (
    <>
      <Heading
        title="Settings"
        note="Shown here, changed where they are kept: a LogDetector with kubectl or Git, the rest in the values of the chart."
      />
      <Shown answer={answer} what="settings">
        {({ detectors, configuration }) => (
          <>
            {detectors.map(({ detector, spec }) => (
              <section key={detector}>
                <h2>LogDetector {detector}</h2>
                <Written value={spec} label={`Spec of ${detector}`} />
              </section>
            ))}
            <section>
              <h2>The administrator's configuration</h2>
              {configuration === null ? (
                <p class="muted">Only people with the role operator see it.</p>
              ) : (
                <Written value={configuration} label="The configuration" />
              )}
            </section>
          </>
        )}
      </Shown>
    </>
  );
}

function Written({ value, label }: { readonly value: unknown; readonly label: string }) {
  return (
    <pre class="settings" tabIndex={0} aria-label={label} role="group">
      {linesOf(value, '')
        .join('\n')
        .split(/(?<=\n)/)
        .map((line) => [withMarks(line.replace(/\n$/, '')), line.endsWith('\n') ? '\n' : ''])}
    </pre>
  );
}

/** As YAML reads best, without its subtleties. */
function linesOf(value: unknown, indent: string): readonly string[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return [`${indent}[]`];
    return value.flatMap((item: unknown) => {
      const [first = '', ...rest] = linesOf(item, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  if (typeof value !== 'object' || value === null) return [`${indent}${String(value)}`];
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  if (entries.length === 0) return [`${indent}{}`];
  return entries.flatMap(([name, field]: [string, unknown]) => {
    const isSimple = typeof field !== 'object' || field === null || Object.keys(field).length === 0;
    const lines = linesOf(field, `${indent}  `);
    return isSimple ? [`${indent}${name}: ${(lines[0] ?? '').trimStart()}`] : [`${indent}${name}:`, ...lines];
  });
}
