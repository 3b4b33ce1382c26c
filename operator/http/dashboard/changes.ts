/** What people change from the page or a terminal: in their own name, within their rights, shown before it is done, and audited. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ChangeRequestSchema, DetectorIdSchema, RollbackRequestSchema, type Change } from '../../../api/contract.ts';
import type { Backend } from '../backend.ts';
import { HttpProblem, parse } from '../problem.ts';
import { mayChange, sees } from './access.ts';
import type { Guard, Visitor } from './guard.ts';

export interface ChangeOptions {
  readonly backend: Backend;
  readonly guard: Guard;
  readonly now: () => number;
}

const AskedSchema = ChangeRequestSchema.pick({ change: true, seen: true });
const RollbackSchema = RollbackRequestSchema.pick({ version: true, preview: true });
const PathSchema = z
  .object({ namespace: z.string(), name: z.string() })
  .transform(({ namespace, name }) => `${namespace}/${name}`)
  .pipe(DetectorIdSchema);

/** Who asks from here has no channel in which the outcome could be told; the page shows it. */
const noThread = '';

/** An action for the audit log, and what came of it. */
interface Done {
  readonly action: string;
  readonly result: string;
}

export function addChanges(server: FastifyInstance, options: ChangeOptions): void {
  const { backend } = options;
  server.post('/v1/changes', async (request, reply) => {
    const visitor = options.guard.changer(request);
    const { change, seen } = parse(AskedSchema, request.body, 'body');
    if (change.type === 'subscribe' || change.type === 'unsubscribe') throw onlyInSlack();
    const namespace = ('detector' in change ? change.detector : change.incident).split('/')[0] ?? '';
    allow(visitor, change.type, namespace);
    const { user, channel } = whoOf(visitor);
    const answer = await backend.change({ change, seen, requestedBy: user, channel }, [namespace]);
    const isAsked = answer.outcome === 'preview' || answer.outcome === 'changed';
    await note(options, visitor, {
      action: actionOf(change),
      result: `${isAsked ? 'asked to confirm' : answer.outcome}: ${answer.sentence}`,
    });
    return fresh(reply).send(answer);
  });
  addWishes(server, options);
}

function addWishes(server: FastifyInstance, options: ChangeOptions): void {
  const { backend } = options;
  const begin = (request: FastifyRequest, what: string) => {
    const visitor = options.guard.changer(request);
    const detector = parse(PathSchema, request.params, 'path');
    allow(visitor, what, detector.split('/')[0] ?? '');
    return { visitor, detector, ...whoOf(visitor) };
  };
  server.post('/v1/detectors/:namespace/:name/retrain', async (request, reply) => {
    const { visitor, detector, user } = begin(request, 'retrain');
    const answer = found(await backend.retrain(detector, { requestedBy: user, channel: noThread }), detector);
    await note(options, visitor, { action: `retrain ${detector}`, result: resultOf(answer) });
    return fresh(reply).send(answer);
  });
  server.post('/v1/detectors/:namespace/:name/rollback', async (request, reply) => {
    const { visitor, detector, user } = begin(request, 'rollback');
    const wish = parse(RollbackSchema, request.body, 'body');
    const answer = found(await backend.rollback(detector, { requestedBy: user, channel: noThread, ...wish }), detector);
    await note(options, visitor, { action: `rollback ${detector} ${wish.version ?? ''}`.trim(), result: resultOf(answer) });
    return fresh(reply).send(answer);
  });
  // The backend writes this one down itself, with what came of it.
  server.post('/v1/detectors/:namespace/:name/test-page', async (request, reply) => {
    const { detector, user } = begin(request, 'page');
    return fresh(reply).send(found(await backend.testPage(detector, { requestedBy: user }), detector));
  });
}

/** As the audit log knows them. */
function whoOf({ session: { person, method } }: Visitor): { readonly user: string; readonly channel: string } {
  return { user: person.user.slice(0, 100), channel: channelOf(method) };
}

export function channelOf(method: Visitor['session']['method']): string {
  return method === 'kubeconfig' ? 'terminal' : 'dashboard';
}

/** Who may do it may undo it. */
const rightOf: Readonly<Record<string, string>> = { unmute: 'mute', wake: 'snooze' };

/** What somebody may not see is not there; what they see and may not change is refused with what would help. */
function allow(visitor: Visitor, what: string, namespace: string): void {
  if (!sees(visitor, namespace)) throw new HttpProblem(404, 'NotFound', 'There is nothing of this name to be seen from here.');
  if (mayChange(visitor, what, namespace)) return;
  const { method } = visitor.session;
  const right =
    method === 'kubernetes' || method === 'kubeconfig'
      ? `for the right to "update" on "logdetectors/${rightOf[what] ?? what}" of logdetector.dev there, or `
      : '';
  throw new HttpProblem(
    403,
    'MayNotChange',
    `You may see namespace ${namespace}, and not use ${what} there. Ask the administrator ${right}for the command in dashboard.access.`,
  );
}

function onlyInSlack(): HttpProblem {
  return new HttpProblem(400, 'OnlyInSlack', 'A channel subscribes where its messages are to appear: ask with /logbot subscribe in it.');
}

function actionOf(change: Change): string {
  const { type, ...about } = change;
  const said = Object.entries(about).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [type, ...said].join(' ');
}

function resultOf(answer: {
  readonly outcome: string;
  readonly sentence?: string;
  readonly operation?: { readonly sentence: string };
}): string {
  const what = answer.outcome === 'preview' ? 'asked to confirm' : answer.outcome;
  return `${what}: ${answer.sentence ?? answer.operation?.sentence ?? ''}`;
}

async function note({ backend, now }: ChangeOptions, visitor: Visitor, { action, result }: Done): Promise<void> {
  await backend.audit({ atMs: now(), ...whoOf(visitor), action: action.slice(0, 500), result: result.slice(0, 500) });
}

function found<T>(answer: T | null, detector: string): T {
  if (answer === null) throw new HttpProblem(404, 'NotFound', `There is no LogDetector ${detector}.`);
  return answer;
}

function fresh(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store');
}
