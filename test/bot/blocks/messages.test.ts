import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DetectorSummary, IncidentView, ModelSummary, PatternView } from '../../../api/contract.ts';
import { incidentMessage } from '../../../bot/blocks/incident.ts';
import { timelineMessage } from '../../../bot/blocks/timeline.ts';
import { answersAbout } from './answers-about.ts';
import { incidentsMessage } from '../../../bot/blocks/incidents.ts';
import { brokenLimits, type Message } from '../../../bot/blocks/limits.ts';
import { modelsMessage } from '../../../bot/blocks/models.ts';
import { patternsMessage } from '../../../bot/blocks/patterns.ts';
import { entryMessage, postMessage } from '../../../bot/blocks/post.ts';
import { statusMessage } from '../../../bot/blocks/status.ts';
import { storyMessage } from '../../../bot/blocks/story.ts';
import { whyMessage } from '../../../bot/blocks/why.ts';
import { wishMessage } from '../../../bot/blocks/wish.ts';
import { dangers } from '../dangers.ts';
import { anomaly, incidentPost, incidentView, operation, startedAtMs } from '../builders.ts';

/** `RUNS=10000` for a thorough look. */
const runs = Number(process.env.RUNS ?? 150);

const piece = fc.constantFrom(
  '<!channel>',
  '<@U1>',
  '`',
  '```',
  '*b*',
  '&',
  '\u001b[31m',
  '\u202e',
  '\u200b',
  '\n',
  '_i_',
  'https://evil.example',
  'order 17 failed',
  '名前',
  '🔥',
  ' ',
);
/** Short and odd mostly, sometimes huge. */
const anyText = fc.oneof(
  { weight: 5, arbitrary: fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(piece, fc.integer({ min: 100, max: 30_000 })).map(([part, times]) => part.repeat(times).slice(0, 60_000)),
  },
);
const time = fc.oneof(fc.constant(startedAtMs), fc.integer({ min: 0, max: 2 ** 52 }));
const list = <T>(arbitrary: fc.Arbitrary<T>, maxLength = 40) => fc.array(arbitrary, { maxLength });
const share = fc.double({ min: -1, max: 2, noNaN: true });

const view: fc.Arbitrary<IncidentView> = fc
  .record({
    words: fc.tuple(anyText, anyText, anyText, anyText, anyText),
    flags: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    times: fc.tuple(time, time),
    names: list(anyText),
    facts: list(anyText, 12),
    samples: list(anyText, 12),
    score: share,
    counts: fc.dictionary(anyText, fc.integer({ min: -1, max: 1e9 }), { maxKeys: 12 }),
    users: list(fc.oneof(anyText, fc.constant('U1')), 30),
  })
  .map(({ words, flags, times, names, facts, samples, score, counts, users }) => {
    const [title, id, sentence, learning, what] = words;
    const [resolved, preexisting, paged] = flags;
    return incidentView(
      {
        id,
        title,
        preexisting,
        state: resolved ? 'resolved' : 'open',
        openedAtMs: times[0],
        resolvedAtMs: resolved ? times[1] : null,
        cascade: { is: true, order: names, sentence },
        causes: names
          .slice(0, 6)
          .map((name) => ({ workload: name, pod: null, node: null, kind: 'errors', changeId: null, score, reasons: facts })),
        ruledOut: facts.map((why) => ({ what, why })),
        affected: names.map((workload) => ({ workload, sinceAtMs: times[0], symptom: sentence, path: names.slice(0, 9) })),
        atRisk: names.map((workload) => ({ workload, probability: score, inMs: resolved ? null : times[0], reason: sentence })),
        timeline: names.map((name) => ({ atMs: times[0], workload: name, text: sentence })),
        anomalies: samples.map((sample, index) => anomaly(names[index] ?? 'a/b/c', sample)),
        coverage: { linesSeen: 1, linesDropped: 2, droppedBy: counts },
        learning,
      },
      {
        page: {
          state: paged ? 'paged' : 'not-paged',
          receiver: null,
          atMs: null,
          gates: facts.map((fact) => ({ name: what, passed: paged, sentence: fact })),
          sentence,
        },
        marks: users.map((user) => ({ mark: 'acknowledge', user: user.slice(0, 100), atMs: times[0] })),
      },
    );
  });

function valid(message: Message): void {
  expect(brokenLimits(message)).toEqual([]);
}

it('an error budget that burns stands in the message', () => {
  const burning = [
    {
      workload: 'shop/deployment/web',
      sentence: 'its error budget burns 20 times as fast as it may: 2 % of 60,000 requests failed in 1 h',
    },
  ];
  const message = incidentMessage(incidentView({ burning }));
  expect(brokenLimits(message)).toEqual([]);
  expect(JSON.stringify(message)).toContain('*SLO* of web: its error budget burns 20 times');
});

describe('the message of a retrain or rollback', () => {
  const messageOf = (state: 'requested' | 'succeeded' | 'failed') =>
    postMessage(incidentPost({ subject: { type: 'operation', operation: operation({ state, sentence: 'Model 1 serves.' }) } }));

  it('leaves its result to the thread, so that it is told once', () => {
    expect(JSON.stringify(messageOf('requested'))).toContain('Model 1 serves.');
    for (const state of ['succeeded', 'failed'] as const) {
      expect(JSON.stringify(messageOf(state))).not.toContain('Model 1 serves.');
      expect(JSON.stringify(messageOf(state))).toContain('The thread says');
    }
  });
});

describe('every message', () => {
  it('of any incident is taken by Slack and does nothing but inform', () => {
    fc.assert(
      fc.property(view, (made) => {
        for (const message of [
          incidentMessage(made),
          storyMessage(made),
          whyMessage(made),
          incidentsMessage([made, made, made], { onlyOpen: false, nowMs: startedAtMs, isCut: false }).message,
          timelineMessage(made, 0).message,
        ]) {
          valid(message);
          expect(dangers(message)).toEqual([]);
        }
      }),
      { numRuns: runs },
    );
  }, 600_000);

  it('of any answer is taken by Slack', () => {
    fc.assert(
      fc.property(anyText, list(anyText, 30), share, (word, words, number) => {
        const pattern: PatternView = {
          detector: word,
          workload: word,
          id: word,
          text: word,
          level: word,
          cluster: word,
          count: number,
          share: number,
          isNew: true,
          usual: number,
          firstSeenAtMs: 0,
          lastSeenAtMs: 0,
          sample: word,
        };
        const reply = { patterns: words.map(() => pattern), windowFromAtMs: 0, windowToAtMs: 3_600_000, learning: word };
        const detector: DetectorSummary = {
          id: word,
          ready: false,
          conditions: words.map((message) => ({ type: word, status: 'False', reason: word, message })),
          workloads: words.map((workload) => ({ workload, pods: 1, patterns: 2, learning: word })),
          servingModel: null,
          coverage: { linesSeen: 1, linesDropped: 1, droppedBy: Object.fromEntries(words.map((reason) => [reason, -1])) },
          openIncidents: 1,
        };
        const model: ModelSummary & { detector: string } = {
          detector: word,
          version: 1,
          createdAtMs: 0,
          madeBy: word,
          sampleSize: 1,
          trainedFromAtMs: 0,
          trainedToAtMs: 1,
          workloads: 1,
          patterns: 1,
          clusters: 1,
          leftOut: words,
          checksum: word,
          serving: true,
          pinned: true,
        };
        const messages = [
          patternsMessage(reply, { workload: word, isCut: true, only: null, page: 0 }).message,
          ...answersAbout(word, words),
          statusMessage(words.map(() => detector)),
          modelsMessage(words.map((other, index) => ({ ...model, detector: index % 2 === 0 ? word : other }))),
          wishMessage({ outcome: 'accepted', operation: operation({ sentence: word, detector: word }) }, word).message,
          postMessage(
            incidentPost({ subject: { type: 'operation', operation: operation({ sentence: word, detector: word, requestedBy: word }) } }),
          ),
          entryMessage({ seq: 1, atMs: 0, text: word }),
        ];
        for (const message of messages) {
          valid(message);
          expect(dangers(message)).toEqual([]);
        }
      }),
      { numRuns: runs },
    );
  }, 600_000);

  it('of an incident fits one phone screen', () => {
    const shown = incidentMessage(incidentView()).blocks.flatMap((block) =>
      block.type === 'section' ? (block.text?.text ?? '').split('\n') : [],
    );
    expect(shown.length).toBeLessThanOrEqual(13);
  });
});

const words = (made: IncidentView): string => JSON.stringify(incidentMessage(made));

describe('the incident message', () => {
  it('tells a short reason for what was ruled out as a whole', () => {
    const why = 'its errors name checkout, which failed 14 s before it and answers none of its calls since';
    const text = JSON.stringify(incidentMessage(incidentView({ ruledOut: [{ what: 'errors of web', why }] })).blocks);
    expect(text).toContain(`errors of web (${why})`);
  });

  it('says that no cause is known rather than naming a wrong one', () => {
    expect(words(incidentView({ causes: [] }))).toContain('not known yet');
  });

  it('says what was missed and what is still being learned', () => {
    const made = words(
      incidentView({
        coverage: { linesSeen: 100, linesDropped: 7, droppedBy: { 'rate-limit': 7, gap: -1 } },
        learning: 'baseline is 4 minutes old',
      }),
    );
    expect(made).toContain('*7 missed* and a gap of unknown length');
    expect(made).toContain('Learning: baseline is 4 minutes old');
  });

  it('says what could be done where the cause itself names no remedy, and no longer once it is over', () => {
    const proposals = [
      { action: 'undo-rollout' as const, text: 'Undo the rollout of cart.', command: 'kubectl rollout undo deployment/cart -n shop' },
    ];
    expect(words(incidentView({ proposals }))).toContain('*What could help:* Undo the rollout of cart.');
    expect(words(incidentView({ proposals, state: 'resolved', resolvedAtMs: startedAtMs }))).not.toContain('Undo');
  });

  it('says who may fail next, how surely and how soon', () => {
    const made = words(
      incidentView({
        atRisk: [
          { workload: 'shop/deployment/web', probability: 0.6, inMs: 240_000, reason: 'it calls checkout' },
          { workload: 'shop/deployment/ads', probability: 0.45, inMs: null, reason: 'it calls cart' },
        ],
      }),
    );
    expect(made).toContain('*At risk next:* web (60 %, in about 4 min), ads (45 %)');
    expect(words(incidentView())).not.toContain('At risk');
  });

  it('says that something was broken before the watching began', () => {
    expect(words(incidentView({ preexisting: true }))).toContain('Already broken');
  });

  it('offers no acknowledging once it is acknowledged or over', () => {
    expect(words(incidentView({}, { marks: [{ mark: 'acknowledge', user: 'U2', atMs: startedAtMs }] }))).not.toContain(
      'incident.acknowledge',
    );
    expect(words(incidentView({ state: 'resolved', resolvedAtMs: startedAtMs }))).not.toContain('incident.acknowledge');
  });

  it('tells days, since a night goes over midnight', () => {
    const over = words(incidentView({ state: 'resolved', resolvedAtMs: startedAtMs + 30_000_000 }));
    expect(over).toMatch(/Over:\* <!date\^\d+\^\{date_short_pretty\} \{time\}[^>]*> to <!date\^\d+\^\{date_short_pretty\} \{time\}/);
  });

  it('speaks of one line as of one', () => {
    expect(words(incidentView({ coverage: { linesSeen: 1, linesDropped: 0, droppedBy: {} } }))).toContain('1 log line read, none missed');
  });
});
