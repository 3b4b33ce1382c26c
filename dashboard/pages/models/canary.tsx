/** A new version beside the one that serves: what both have judged so far, and how the last trial ended. */
import type { CanaryView } from '../../../api/contract.ts';
import { useAnswer } from '../../answer.ts';
import { changes } from '../../live.ts';
import { operator } from '../../operator.ts';
import { Tag } from '../../parts/tag.tsx';
import { count, counted, Time, withMarks } from '../../text.tsx';

type Running = NonNullable<CanaryView['running']>;
type Last = NonNullable<CanaryView['last']>;

export function Canary({ detector }: { readonly detector: string }) {
  const { data } = useAnswer(`canary ${detector}`, changes.detectors.value, (signal) => operator.canary(detector, signal));
  if (data === null || (data.running === null && data.last === null)) return null;
  return (
    <>
      {data.running === null ? null : <Trial trial={data.running} />}
      {data.last === null ? null : <Ended trial={data.last} />}
    </>
  );
}

function Trial({ trial }: { readonly trial: Running }) {
  const { version, against, startedAtMs, endsAtMs, sentence } = trial;
  return (
    <div class="trial">
      <h3>
        Model {version} is on trial beside model {against} <Tag tone="accent">on trial</Tag>
      </h3>
      <p class="muted">
        Since <Time atMs={startedAtMs} withDay />, until <Time atMs={endsAtMs} withDay /> at the latest. Both judge the same tenth of the
        windows, a minute of a workload each; model {against} serves meanwhile.
      </p>
      <Figures trial={trial} />
      <p>{withMarks(sentence)}</p>
    </div>
  );
}

function Ended({ trial }: { readonly trial: Last }) {
  const { version, against, outcome, endedAtMs, sentence } = trial;
  const isPromoted = outcome === 'promoted';
  return (
    <div class="trial">
      <h3>
        The last trial: model {version} <Tag tone={isPromoted ? 'good' : 'warning'}>{isPromoted ? 'promoted' : 'taken back'}</Tag>{' '}
        <Time atMs={endedAtMs} withDay />
      </h3>
      <p>
        {withMarks(sentence)} {isPromoted ? `It serves since.` : `Model ${against} went on serving.`}
      </p>
      <details>
        <summary>Figures</summary>
        <Figures trial={trial} />
      </details>
    </div>
  );
}

function Figures({ trial }: { readonly trial: Running | Last }) {
  const { version, against, windows, agreed, canary, serving, judgedToAtMs } = trial;
  return (
    <>
      <div class="scroll" tabIndex={0} role="group" aria-label={`Figures of the trial of model ${version}`}>
        <table class="narrow">
          <thead>
            <tr>
              <th scope="col">Alarms</th>
              <th scope="col" class="number">
                Confirmed
              </th>
              <th scope="col" class="number">
                False
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">of model {version} alone</th>
              <td class="number">{count(canary.confirmed)}</td>
              <td class="number">{count(canary.falseAlarms)}</td>
            </tr>
            <tr>
              <th scope="row">of model {against} alone</th>
              <td class="number">{count(serving.confirmed)}</td>
              <td class="number">{count(serving.falseAlarms)}</td>
            </tr>
          </tbody>
        </table>
      </div>
      <p class="muted small">
        {counted(windows, 'window')} judged up to <Time atMs={judgedToAtMs} />; {counted(agreed, 'alarm')} of both are not in the table.
        Confirmed: an incident, or a person, says that something was wrong then.
      </p>
    </>
  );
}
