/** One pattern: its course against what is usual, and a line of it. */
import type { ComponentChildren } from 'preact';
import { useAnswer } from '../answer.ts';
import { operator } from '../operator.ts';
import { Course } from '../parts/course.tsx';
import { Choice, Heading } from '../parts/heading.tsx';
import { Nothing, Shown } from '../parts/state.tsx';
import { Level } from '../parts/tag.tsx';
import { Link, pathTo, route, setQuery } from '../route.tsx';
import { count, LogText, percent, Time } from '../text.tsx';
import type { PatternView } from '../../api/contract.ts';
import { AgainstUsual } from './patterns.tsx';

const spans = [
  ['900', '15 minutes'],
  ['3600', '1 hour'],
  ['21600', '6 hours'],
  ['86400', '24 hours'],
] as const;
const steps = 60;
const choose = (value: string): void => setQuery({ for: value === '3600' ? '' : value });

interface PatternPageProps {
  readonly detector: string;
  readonly workload: string;
  readonly id: string;
}

export function PatternPage({ detector, workload, id }: PatternPageProps) {
  const forSeconds = Number(route.value.query.get('for') ?? 3600);
  const patterns = useAnswer(`pattern ${workload} ${forSeconds}`, 0, (signal) =>
    operator.patterns({ workload, forSeconds, limit: 20_000 }, signal),
  );
  const history = useAnswer(`history ${detector} ${workload} ${id} ${forSeconds}`, 0, (signal) =>
    operator.history({ detector, workload, ids: id, forSeconds, steps }, signal),
  );
  return (
    <>
      <p class="crumbs">
        <Link to="/patterns">Patterns</Link> / {workload} / {id}
      </p>
      <Heading title={`Pattern of ${workload}`}>
        <Choice label="Of the last" value={String(forSeconds)} options={spans} onChoose={choose} />
        <Link to={pathTo('tail', ...detector.split('/'), workload)} class="button">
          Live tail
        </Link>
      </Heading>
      <Shown answer={patterns} what="the pattern">
        {(reply) => {
          const view = reply.patterns.find((one) => one.id === id && one.detector === detector);
          if (view === undefined)
            return <Nothing title="Nothing of this pattern in this time">Choose a longer time; 24 hours are kept.</Nothing>;
          return <Facts view={view} />;
        }}
      </Shown>
      <section>
        <h2>Lines over time</h2>
        <Shown answer={history} what="the course">
          {({ fromAtMs, stepMs, series }) => {
            const { counts = [], usual = null } = series[0] ?? {};
            if (counts.length === 0) return <p class="muted">No lines in this time.</p>;
            return (
              <>
                <Course
                  fromAtMs={fromAtMs}
                  stepMs={stepMs}
                  counts={counts}
                  usual={usual}
                  label={`Lines over time, at most ${count(Math.max(...counts))} in one stretch`}
                />
                <p class="muted small">{usual === null ? 'What is usual is still being learned.' : 'The broken line is what is usual.'}</p>
              </>
            );
          }}
        </Shown>
      </section>
    </>
  );
}

function Facts({ view }: { readonly view: PatternView }) {
  return (
    <>
      <p class="line big">
        <LogText text={view.text} wildcards />
      </p>
      <dl class="figures">
        <Figure name="Level">
          <Level level={view.level} />
        </Figure>
        <Figure name="Lines">{count(view.count)}</Figure>
        <Figure name="Usual">{view.usual === null ? 'learning' : count(Math.round(view.usual))}</Figure>
        <Figure name="Against usual">
          <AgainstUsual view={view} />
        </Figure>
        <Figure name="Share of all lines">{percent(view.share)}</Figure>
        <Figure name="Group">{view.cluster ?? 'none'}</Figure>
        <Figure name="First seen">
          <Time atMs={view.firstSeenAtMs} withDay />
        </Figure>
        <Figure name="Last seen">
          <Time atMs={view.lastSeenAtMs} withDay />
        </Figure>
      </dl>
      <section>
        <h2>A line of it</h2>
        <p class="line">{view.sample === '' ? 'None is kept.' : <LogText text={view.sample} />}</p>
      </section>
    </>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
