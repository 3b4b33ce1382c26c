/** What was learned: versions, which one serves, and what another would have said. */
import { useState } from 'preact/hooks';
import type { Comparison } from '../../api/contract.ts';
import { useAnswer } from '../answer.ts';
import { changes } from '../live.ts';
import { operator, type DetectorModel } from '../operator.ts';
import { Choice, Heading } from '../parts/heading.tsx';
import { Done, Nothing, Shown } from '../parts/state.tsx';
import { Level, Tag } from '../parts/tag.tsx';
import { duration } from '../../api/duration.ts';
import { count, counted, LogText, percent, Time, nameOf, withMarks } from '../text.tsx';
import { Canary } from './models/canary.tsx';
import { Wishes } from './models/wishes.tsx';

export function ModelsPage() {
  const answer = useAnswer('models', changes.detectors.value, operator.models);
  const detectors = useAnswer('detectors of models', 0, operator.detectors);
  return (
    <>
      <Heading title="Models" note="A model is a frozen, numbered baseline; a new one is tried beside the one that serves." />
      <Shown answer={answer} what="models">
        {(models) => {
          const ids = [...new Set([...(detectors.data ?? []).map(({ id }) => id), ...models.map(({ detector }) => detector)])].toSorted();
          if (ids.length === 0) return <Nothing title="No models">There is no LogDetector in the namespaces that you may see.</Nothing>;
          return ids.map((id) => <Detector detector={id} models={models.filter(({ detector }) => detector === id)} key={id} />);
        }}
      </Shown>
    </>
  );
}

function Detector({ detector, models }: { readonly detector: string; readonly models: readonly DetectorModel[] }) {
  const [done, setDone] = useState<string | null>(null);
  return (
    <section>
      <div class="section-head">
        <h2>{detector}</h2>
        <Wishes
          detector={detector}
          models={models}
          onDone={(sentence) => {
            setDone(sentence);
            changes.detectors.value += 1;
          }}
        />
      </div>
      <Done sentence={done} />
      {models.length === 0 ? (
        <p class="muted">No version yet: until the first one is trained, the counts since the start are the baseline.</p>
      ) : (
        <Versions models={models} />
      )}
      <Canary detector={detector} />
      <Feedback detector={detector} />
      {models.length > 1 ? <Compare detector={detector} models={models} /> : null}
    </section>
  );
}

function Versions({ models }: { readonly models: readonly DetectorModel[] }) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Versions">
      <table>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Made</th>
            <th scope="col">From</th>
            <th scope="col" class="number">
              Lines
            </th>
            <th scope="col" class="number">
              Workloads
            </th>
            <th scope="col" class="number">
              Patterns
            </th>
            <th scope="col" class="number">
              Groups
            </th>
            <th scope="col">Left out</th>
          </tr>
        </thead>
        <tbody>
          {models
            .toSorted((a, b) => b.version - a.version)
            .map((model) => (
              <tr>
                <th scope="row">
                  {model.version} {model.serving ? <Tag tone="good">serves</Tag> : null}{' '}
                  {model.canary ? <Tag tone="accent">on trial</Tag> : null} {model.pinned ? <Tag>pinned</Tag> : null}
                </th>
                <td>
                  <Time atMs={model.createdAtMs} withDay /> <span class="muted">{model.madeBy}</span>
                </td>
                <td>{duration(model.trainedToAtMs - model.trainedFromAtMs)}</td>
                <td class="number">{count(model.sampleSize)}</td>
                <td class="number">{count(model.workloads)}</td>
                <td class="number">{count(model.patterns)}</td>
                <td class="number">{count(model.clusters)}</td>
                <td>{model.leftOut.length === 0 ? <span class="muted">nothing</span> : withMarks(model.leftOut.join('; '))}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

function Feedback({ detector }: { readonly detector: string }) {
  const { data } = useAnswer(`feedback ${detector}`, changes.incidents.value, (signal) => operator.feedback(detector, signal));
  if (data === null) return null;
  return (
    <dl class="figures">
      <div>
        <dt>Marked useful</dt>
        <dd>{count(data.useful)}</dd>
      </div>
      <div>
        <dt>Marked noise</dt>
        <dd>{count(data.noise)}</dd>
      </div>
      <div>
        <dt>Measured precision</dt>
        <dd>{data.precision === null ? 'no marks yet' : percent(data.precision)}</dd>
      </div>
      <div>
        <dt>Kinds held back</dt>
        <dd>{count(data.quiet.length)}</dd>
      </div>
    </dl>
  );
}

function Compare({ detector, models }: { readonly detector: string; readonly models: readonly DetectorModel[] }) {
  const versions = models.map(({ version }) => version).toSorted((a, b) => b - a);
  const [from, setFrom] = useState(String(models.find(({ serving }) => serving)?.version ?? versions[1] ?? ''));
  const [to, setTo] = useState(String(versions.find((version) => String(version) !== from) ?? ''));
  const options = versions.map((version) => [String(version), `Version ${version}`] as const);
  return (
    <details>
      <summary>Compare two versions</summary>
      <div class="controls">
        <Choice label="One" value={from} options={options} onChoose={setFrom} />
        <Choice label="Another" value={to} options={options} onChoose={setTo} />
      </div>
      <Compared detector={detector} from={from} to={to} />
    </details>
  );
}

function Compared({ detector, from, to }: { readonly detector: string; readonly from: string; readonly to: string }) {
  const answer = useAnswer(`comparison ${detector} ${from} ${to}`, 0, (signal) => operator.comparison(detector, { from, to }, signal));
  return (
    <Shown answer={answer} what="the comparison">
      {(comparison) => (
        <>
          <p>
            Over the last {duration(comparison.toAtMs - comparison.fromAtMs)} version {comparison.from.version} would have reported{' '}
            {counted(comparison.from.total, 'thing')}, version {comparison.to.version} {counted(comparison.to.total, 'thing')}.
          </p>
          <div class="columns">
            <Alarms side={comparison.from} />
            <Alarms side={comparison.to} />
          </div>
        </>
      )}
    </Shown>
  );
}

const alarmsShown = 10;

function Alarms({ side: { version, alarms } }: { readonly side: Comparison['from'] }) {
  return (
    <div>
      <h3>Version {version}</h3>
      {alarms.length === 0 ? <p class="muted">Nothing.</p> : null}
      <ul class="evidence">
        {alarms.slice(0, alarmsShown).map(({ workload, text, level, fromAtMs, lines, expected }) => (
          <li>
            <p class="facts">
              <Time atMs={fromAtMs} withDay />
              <strong>{nameOf(workload)}</strong>
              <Level level={level} />
              <span class="muted">
                {counted(lines, 'line')} a minute, usual {expected.toFixed(1)}
              </span>
            </p>
            <p class="line">
              <LogText text={text} wildcards />
            </p>
          </li>
        ))}
      </ul>
      {alarms.length > alarmsShown ? <p class="muted">{alarms.length - alarmsShown} more; logbot model compare lists all.</p> : null}
    </div>
  );
}
