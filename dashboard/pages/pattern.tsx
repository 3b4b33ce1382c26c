/** One pattern: its course against what is usual, lines of it, what people have said of it, and what they may change. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAnswer, type Answer } from '../answer.ts';
import { operator } from '../operator.ts';
import { Course } from '../parts/course.tsx';
import { Said } from '../parts/describe.tsx';
import { Choice, Heading } from '../parts/heading.tsx';
import { Done, Nothing, Shown } from '../parts/state.tsx';
import { Level } from '../parts/tag.tsx';
import { go, Link, pathTo, route, setQuery } from '../route.tsx';
import { count, counted, LogText, percent, Time, withMarks } from '../text.tsx';
import type { PatternDetail, PatternHistory, PatternsReply, PatternView } from '../../api/contract.ts';
import { Changes } from './pattern/changes.tsx';
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

export function PatternPage(place: PatternPageProps) {
  const { detector, workload, id } = place;
  const [version, setVersion] = useState(0);
  const [done, setDone] = useState<string | null>(null);
  const { details, detail, said, patterns, history, forSeconds } = usePattern(place, version);
  const changed = (sentence: string, into: string | null): void => {
    setDone(sentence);
    setVersion(version + 1);
    if (into !== null) go(pathTo('patterns', ...detector.split('/'), workload, into));
  };
  const others = (patterns.data?.patterns ?? []).filter((one) => one.workload === workload && one.detector === detector);
  return (
    <>
      <p class="crumbs">
        <Link to="/patterns">Patterns</Link> / {workload} / {id}
      </p>
      <Heading title={said?.name ? withMarks(said.name) : `Pattern of ${workload}`} note={<Owners details={detail} />}>
        <Choice label="Of the last" value={String(forSeconds)} options={spans} onChoose={choose} />
        <Link to={pathTo('tail', ...detector.split('/'), workload)} class="button">
          Live tail
        </Link>
      </Heading>
      <Done sentence={done} />
      <Top patterns={patterns} place={place} isGone={details.isMissing} />
      {detail === null ? null : <Changes pattern={detail} said={said} forms={detail.forms} others={others} onDone={changed} key={id} />}
      <OverTime history={history} />
      {detail === null ? null : <Lines detail={detail} />}
    </>
  );
}

/** `version`: counts what has been changed from here. */
function usePattern({ detector, workload, id }: PatternPageProps, version: number) {
  const forSeconds = Number(route.value.query.get('for') ?? 3600);
  const details = useAnswer(`details ${detector} ${workload} ${id}`, version, (signal) => operator.pattern(id, { workload }, signal));
  const patterns = useAnswer(`pattern ${workload} ${forSeconds}`, version, (signal) =>
    operator.patterns({ workload, forSeconds, limit: 20_000 }, signal),
  );
  const history = useAnswer(`history ${detector} ${workload} ${id} ${forSeconds}`, version, (signal) =>
    operator.history({ detector, workload, ids: id, forSeconds, steps }, signal),
  );
  const detail = details.data?.patterns.find((one) => one.detector === detector && one.workload === workload) ?? null;
  return { forSeconds, details, patterns, history, detail, said: detail?.descriptions?.find(({ pattern }) => pattern === id) };
}

interface TopProps {
  readonly patterns: Answer<PatternsReply>;
  readonly place: PatternPageProps;
  readonly isGone: boolean;
}

function Top({ patterns, place: { detector, id }, isGone }: TopProps) {
  return (
    <Shown answer={patterns} what="the pattern">
      {(reply) => {
        const view = reply.patterns.find((one) => one.id === id && one.detector === detector);
        if (view !== undefined) return <Facts view={view} />;
        if (!isGone) return <Nothing title="Nothing of this pattern in this time">Choose a longer time; 24 hours are kept.</Nothing>;
        return (
          <Nothing title="This pattern is not there">It was merged into another one, or nothing has been written of it for long.</Nothing>
        );
      }}
    </Shown>
  );
}

function OverTime({ history }: { readonly history: Answer<PatternHistory> }) {
  return (
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
  );
}

/** What people have said of the pattern, and of its workload. */
function Owners({ details }: { readonly details: PatternDetail | null }) {
  const all = details?.descriptions ?? [];
  if (all.length === 0) return null;
  return (
    <>
      {all.map((said) => (
        <span class="said-of">
          {said.workload === undefined ? null : `${said.workload}: `}
          <Said said={said.workload === undefined ? { ...said, name: undefined } : said} />
        </span>
      ))}
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
    </>
  );
}

const samplesShown = 5;
const valuesShown = 8;

/** Lines of it, and what stood in the places that differ. */
function Lines({ detail: { samples, wildcards, forms } }: { readonly detail: PatternDetail }) {
  const lines = [...new Set(samples.map(({ text }) => text))];
  const differing = wildcards.filter(({ values }) => values.length > 0);
  return (
    <>
      <section>
        <h2>Lines of it</h2>
        {samples.length === 0 ? <p class="muted">None is kept.</p> : null}
        {lines.slice(-samplesShown).map((text) => (
          <p class="line">
            <LogText text={text} />
          </p>
        ))}
        {forms === 0 ? null : <p class="muted small">It has taken in {counted(forms, 'other form')}; splitting it undoes that.</p>}
      </section>
      {differing.length === 0 ? null : (
        <section>
          <h2>What differs in the kept lines</h2>
          <ul class="values">
            {differing.map(({ kind, values }) => (
              <li>
                <span class="wildcard">{kind}</span> <LogText text={values.slice(0, valuesShown).join('  ')} />
              </li>
            ))}
          </ul>
        </section>
      )}
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
