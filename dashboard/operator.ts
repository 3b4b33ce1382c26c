/** The operator's answers. The page is served by the operator it asks, so both are of one release and the types of `api/` hold as they stand. */
import type {
  CanaryView,
  Change,
  ChangeReply,
  Comparison,
  DetectorSummary,
  Diagnosis,
  FeedbackView,
  HistoryQuery,
  IncidentView,
  Mark,
  ModelSummary,
  PatternDetails,
  PatternHistory,
  PatternsReply,
  Problem,
  Settings,
  SignInWays,
  Topology,
  Viewer,
  WishReply,
} from '../api/contract.ts';

/** `message` is a sentence for a person; `status` is 0 when no answer came. */
export class AskError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, sentence: string) {
    super(sentence);
    this.name = 'AskError';
    this.code = code;
    this.status = status;
  }
}

export type DetectorModel = ModelSummary & { readonly detector: string };
type Query = Readonly<Record<string, string | number>>;

export const operator = {
  ways: (signal: AbortSignal) => get<SignInWays>('/auth/ways', {}, signal),
  viewer: (signal: AbortSignal) => get<Viewer>('/auth/viewer', {}, signal),
  signInByToken: (token: string) => post<Viewer>('/auth/kubernetes', { token }, ''),
  signInHere: () => post<Viewer>('/auth/this-computer', {}, ''),
  signOut: (csrf: string) => post<undefined>('/auth/sign-out', {}, csrf),
  detectors: async (signal: AbortSignal) => (await get<{ detectors: readonly DetectorSummary[] }>('/v1/detectors', {}, signal)).detectors,
  incidents: async (state: 'open' | 'all', signal: AbortSignal) =>
    (await get<{ incidents: readonly IncidentView[] }>('/v1/incidents', { state, limit: 200 }, signal)).incidents,
  incident: (reference: string, signal: AbortSignal) => get<IncidentView>(`/v1/incidents/${encodeURIComponent(reference)}`, {}, signal),
  mark: (reference: string, mark: Mark['mark'], csrf: string) =>
    post<IncidentView>(`/v1/incidents/${encodeURIComponent(reference)}/marks`, { mark }, csrf),
  change: (change: Change, seen: string | null, csrf: string) => post<ChangeReply>('/v1/changes', { change, seen }, csrf),
  retrain: (detector: string, csrf: string) => post<WishReply>(`/v1/detectors/${detector}/retrain`, {}, csrf),
  rollback: (detector: string, wish: { readonly version: number; readonly preview: boolean }, csrf: string) =>
    post<WishReply>(`/v1/detectors/${detector}/rollback`, wish, csrf),
  pattern: (id: string, query: Query, signal: AbortSignal) => get<PatternDetails>(`/v1/patterns/${encodeURIComponent(id)}`, query, signal),
  patterns: (query: Query, signal: AbortSignal) => get<PatternsReply>('/v1/patterns', query, signal),
  history: (query: HistoryQuery, signal: AbortSignal) => get<PatternHistory>('/v1/history', query, signal),
  topology: (signal: AbortSignal) => get<Topology>('/v1/topology', {}, signal),
  models: async (signal: AbortSignal) => (await get<{ models: readonly DetectorModel[] }>('/v1/models', {}, signal)).models,
  comparison: (detector: string, query: Query, signal: AbortSignal) =>
    get<Comparison>(`/v1/detectors/${detector}/comparison`, query, signal),
  canary: (detector: string, signal: AbortSignal) => get<CanaryView>(`/v1/detectors/${detector}/canary`, {}, signal),
  feedback: (detector: string, signal: AbortSignal) => get<FeedbackView>(`/v1/detectors/${detector}/feedback`, {}, signal),
  doctor: (detector: string, signal: AbortSignal) => get<Diagnosis>(`/v1/detectors/${detector}/doctor`, {}, signal),
  settings: (signal: AbortSignal) => get<Settings>('/v1/settings', {}, signal),
} as const;

/** While leadership moves on, and while a rollout replaces the pod. */
const triesWhileMoving = 20;
const betweenTriesMs = 1000;

function get<T>(path: string, query: Query, signal: AbortSignal): Promise<T> {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return patiently(() => call<T>(url, { signal }), signal);
}

function post<T>(path: string, body: object, csrf: string): Promise<T> {
  const headers = { 'content-type': 'application/json', 'x-csrf-token': csrf };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  return patiently(() => call<T>(new URL(path, location.origin), init));
}

/** Who does not lead has done nothing, so that a change may be asked for again as well. */
async function patiently<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      const isMoving = error instanceof AskError && error.code === 'NotLeading';
      if (!isMoving || attempt === triesWhileMoving) throw error;
      await new Promise((resolve) => setTimeout(resolve, betweenTriesMs));
      signal?.throwIfAborted();
    }
  }
}

async function call<T>(url: URL, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'same-origin', ...init });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new AskError('Unreachable', 0, 'The operator does not answer. Is it running, and is your connection up? It is tried again.');
  }
  const value: unknown = await response.json().catch(() => undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- page and operator are of one release; see above
  if (response.ok) return value as T;
  const { code, sentence } = problemOf(value);
  throw new AskError(code, response.status, sentence);
}

function problemOf(value: unknown): Problem {
  if (typeof value === 'object' && value !== null && 'code' in value && 'sentence' in value) {
    return { code: String(value.code), sentence: String(value.sentence) };
  }
  return { code: 'Unexpected', sentence: 'The operator failed to answer; its log says why.' };
}
