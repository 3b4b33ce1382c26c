/** Answers of the HTTP API out of what the leader knows. A replica that does not lead says so instead. */
import { displayName, sumCoverage } from '../engine/index.ts';
import type { DetectorSummary, Diagnosis, MarkRequest, ModelSummary, TestPageReply, TestPageRequest } from '../api/contract.ts';
import { soundParts, type LogDetector } from '../api/resource.ts';
import { createAnswers, redactFor } from './answers.ts';
import { detectorKey, namespaceOf } from './detector-key.ts';
import { OperatorError } from './errors.ts';
import type { PeopleAccess } from './http/access.ts';
import type { Audit } from './http/audit.ts';
import type { Chat } from './http/chat.ts';
import type { Backend, RecordWish } from './http/backend.ts';
import type { Leadership } from './http/live.ts';
import { HttpProblem } from './http/problem.ts';
import type { Leading } from './leading.ts';
import { detectorsIn, hasDetector, widen } from './visible.ts';
import { shownName } from './pictures.ts';

export interface BackendOptions {
  /** Null while another replica leads. */
  leading(): Leading | null;
  readonly leadership: Leadership;
  readonly audit: Audit;
  readonly chat: Chat;
  readonly access: PeopleAccess;
  readonly now: () => number;
}

export function createBackend(options: BackendOptions): Backend {
  const leader = (): Leading => {
    const leading = options.leading();
    if (leading) return leading;
    throw new OperatorError(
      'ApiUnavailable',
      'This replica does not lead at the moment; ask again in a few seconds, or ask the pod that holds the Lease.',
    );
  };
  const record = createRecordings(options, leader);
  const answers = createAnswers(leader, options.now);
  return {
    session(query, signal) {
      options.chat.heard(query.workspace);
      return options.leadership.session(query, signal);
    },
    posts: (forMs, signal, workspace) => leader().notifier.waitForPending(signal, forMs, workspace),
    delivered: (postId, body) => leader().notifier.delivered(postId, body),
    failed: (postId, body) => leader().notifier.failed(postId, body),
    chatHealth(health, workspace) {
      options.chat.report(health, workspace);
      return Promise.resolve();
    },
    detectors: async (scope) => detectorsIn(leader(), scope).map((detector) => summarize(leader(), detector)),
    incidents: async ({ scope, state, limit }) => leader().notifier.views({ namespaces: widen(scope), state, limit }),
    incident: async (reference, scope) => leader().notifier.view(reference, widen(scope)),
    mark: (reference, body) => leader().notifier.mark(reference, { ...redactedMark(leader(), reference, body), atMs: options.now() }),
    remedy: (reference, body) => leader().remediation.ask(reference, body),
    ...answers,
    ...createModelAnswers(options, leader),
    feedback: (detector) => Promise.resolve(hasDetector(leader(), detector) ? leader().notifier.feedback(detector) : null),
    doctor: (detector) => Promise.resolve(hasDetector(leader(), detector) ? diagnose(leader(), detector) : null),
    record,
    retrain: async (detector, body) => (hasDetector(leader(), detector) ? await leader().wishes.retrain(detector, body) : null),
    rollback: async (detector, body) => (hasDetector(leader(), detector) ? await leader().wishes.rollback(detector, body) : null),
    testPage: (detector, { requestedBy }) => testPage(options, leader(), { detector, requestedBy }),
    ...auditAnswers(options, leader),
  };
}

type ModelAnswers = Pick<Backend, 'models' | 'model' | 'importModel' | 'compareModels' | 'canary'>;

function createModelAnswers({ audit, now }: BackendOptions, leader: () => Leading): ModelAnswers {
  return {
    async models({ scope, detector }) {
      const wanted = detectorsIn(leader(), scope).filter(
        (known) => detector === null || detectorKey(known) === detector || known.metadata.name === detector,
      );
      return (await Promise.all(wanted.map((known) => modelsOf(leader(), known)))).flat();
    },
    model: async (detector, version) => (hasDetector(leader(), detector) ? await leader().registry.load(detector, version) : null),
    async importModel(key, body) {
      const detector = leader()
        .detectors()
        .find((known) => detectorKey(known) === key);
      if (!detector) return null;
      const reply = await leader().models.importModel(detector, key, body);
      const action = `model import ${key}`;
      await audit.write({ atMs: now(), user: body.requestedBy, channel: 'api', action, result: reply.sentence });
      return reply;
    },
    compareModels: async (key, query) => (hasDetector(leader(), key) ? await leader().models.compare(key, query) : null),
    async canary(key) {
      const detector = leader()
        .detectors()
        .find((known) => detectorKey(known) === key);
      return detector ? await leader().models.canary(detector, key) : null;
    },
  };
}

type AuditAnswers = Pick<Backend, 'audit' | 'auditEntries' | 'auditProof' | 'untoldAudit' | 'auditTold' | 'access'>;

/** Who did what, and who may. */
function auditAnswers(options: BackendOptions, leader: () => Leading): AuditAnswers {
  return {
    audit: (entry) => options.audit.write(entry),
    auditEntries: (limit) => Promise.resolve(options.audit.entries(limit)),
    auditProof: () => options.audit.prove(),
    untoldAudit: (limit) => options.audit.untold(limit),
    auditTold: (seq) => options.audit.told(seq),
    async access(request) {
      const existing = leader()
        .detectors()
        .map((detector) => namespaceOf(detectorKey(detector)));
      return { namespaces: [...(await options.access.namespacesOf(request, existing))] };
    },
  };
}

/** By the rules of the incident's own LogDetector. */
function redactedMark(leading: Leading, reference: string, { reason, ...mark }: MarkRequest): MarkRequest {
  if (reason === undefined) return mark;
  const own = leading.detectors().filter((detector) => reference.startsWith(`${detectorKey(detector)}/`));
  return { ...mark, reason: redactFor(leading, own, reason).text.slice(0, 200) };
}

async function testPage(
  { audit, now }: BackendOptions,
  leading: Leading,
  { detector, requestedBy }: TestPageRequest & { readonly detector: string },
): Promise<TestPageReply | null> {
  if (!hasDetector(leading, detector)) return null;
  const reply = await leading.testPage(detector);
  await audit.write({ atMs: now(), user: requestedBy, channel: 'api', action: `page test ${detector}`, result: reply.sentence });
  return reply;
}

/** Each redacts all lines once more and holds some megabytes at the most. */
const recordingsAtMost = 4;

/** Whoever records is audited; a recording ends with its time, with who asked for it, or with the reading. */
function createRecordings({ audit, now }: BackendOptions, leader: () => Leading): Backend['record'] {
  let open = 0;
  const begin = (): (() => void) => {
    open += 1;
    let isOver = false;
    return () => {
      if (!isOver) open -= 1;
      isOver = true;
    };
  };
  return async (detector: string, { forMs, user }: RecordWish, signal: AbortSignal) => {
    if (!hasDetector(leader(), detector)) return null;
    if (open >= recordingsAtMost) {
      throw new HttpProblem(
        429,
        'TooManyRecordings',
        `There are ${recordingsAtMost} recordings under way already; wait until one of them ends.`,
      );
    }
    const until = AbortSignal.any([signal, AbortSignal.timeout(forMs)]);
    const recording = leader().supervisor.record(detector, until);
    if (recording === null) return null;
    // It counts from here on, not from its first line: several may be asked for before one of them is read.
    const end = begin();
    until.addEventListener('abort', end, { once: true });
    if (until.aborted) end();
    try {
      await audit.write({ atMs: now(), user, channel: 'api', action: `record ${detector} for ${forMs / 1000} s`, result: 'begun' });
    } catch (error) {
      end();
      throw error;
    }
    return counted(recording, end);
  };
}

async function* counted(recording: AsyncIterable<string>, end: () => void): AsyncGenerator<string> {
  try {
    yield* recording;
  } finally {
    end();
  }
}

function summarize(leading: Leading, detector: LogDetector): DetectorSummary {
  const id = detectorKey(detector);
  const engine = leading.supervisor.get(id)?.engine;
  const workloads = engine?.workloads() ?? [];
  const conditions = (detector.status?.conditions ?? []).map(({ type, status, reason, message }) => ({ type, status, reason, message }));
  return {
    id,
    ready: conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
    conditions,
    workloads: workloads.map(({ workload, patterns, learning, coverage: { linesSeen, linesDropped }, lastLineAtMs }) => ({
      workload: shownName(id, workload),
      pods: podsOf(leading, id, workload),
      patterns,
      learning,
      coverage: { linesSeen, linesDropped },
      lastLineAtMs,
      ...saidOf(leading, id, workload),
    })),
    servingModel: engine?.serving() ?? null,
    coverage: sumCoverage(workloads.map((workload) => workload.coverage)),
    openIncidents: engine?.incidents().length ?? 0,
    ...(soundParts(detector.spec).mode === 'Shadow' ? { shadow: leading.notifier.shadow(id) } : {}),
    marked: markedOf(leading, id),
  };
}

function saidOf(leading: Leading, detector: string, workload: string): Pick<DetectorSummary['workloads'][number], 'description'> {
  const description = leading.notifier.describe(detector, { workload: displayName(workload) });
  return description === null ? {} : { description };
}

function markedOf(leading: Leading, detector: string): NonNullable<DetectorSummary['marked']> {
  const { useful, noise, quiet, relevance } = leading.notifier.feedback(detector);
  return { useful, noise, quiet: quiet.length, isModelUsed: relevance.state === 'used' };
}

/** A LogDetector that is paused has no engine, and nothing is found. */
function diagnose(leading: Leading, detector: string): Diagnosis {
  const diagnosis = leading.supervisor.get(detector)?.engine.diagnose();
  if (!diagnosis)
    return {
      detector,
      findings: [],
      losses: { objectsForgotten: 0, factsUnattributed: 0, failuresUntold: 0 },
      workloads: 0,
      lookedAtMs: null,
    };
  const findings = diagnosis.findings.map((finding) => ({
    ...finding,
    workload: finding.workload === null ? null : shownName(detector, finding.workload),
    figures: { ...finding.figures },
  }));
  return { ...diagnosis, detector, findings };
}

function podsOf(leading: Leading, detector: string, workload: string): number {
  return leading.supervisor.get(detector)?.streams().podsByWorkload.get(workload) ?? 0;
}

async function modelsOf(leading: Leading, detector: LogDetector): Promise<(ModelSummary & { detector: string })[]> {
  const id = detectorKey(detector);
  const serving = leading.supervisor.get(id)?.engine.serving() ?? null;
  const pinned = soundParts(detector.spec).model?.pinnedVersion;
  const records = await leading.registry.list(id);
  return records.map((record) => ({
    ...record,
    leftOut: [...record.leftOut],
    detector: id,
    serving: record.version === serving,
    pinned: record.version === pinned,
    canary: record.version === detector.status?.canaryModelVersion,
  }));
}
