/** Where an incident is to be seen in the dashboard, and its log lines in the user's own log viewer, for the faces that only tell of it. */
import type { Configuration } from '../../../api/configuration.ts';
import type { IncidentView, Post } from '../../../api/contract.ts';
import type { Backend } from '../backend.ts';

export interface IncidentLinks {
  /** Undefined: nobody knows the dashboard's address. */
  readonly publicUrl: () => string | undefined;
  /** As the administrator's configuration gives it now; undefined: there is none. */
  readonly logViewer: () => Configuration['logViewer'];
}

/** The same answers, each incident with its addresses. */
export function linkIncidents(backend: Backend, { publicUrl, logViewer }: IncidentLinks): Backend {
  const linked = (view: IncidentView): IncidentView => {
    const [base, viewer] = [publicUrl(), logViewer()];
    return {
      ...view,
      ...(base === undefined ? {} : { dashboardUrl: addressOf(base, view) }),
      ...(viewer === undefined ? {} : { logs: { text: viewer.text, href: filled(viewer.href, view) } }),
    };
  };
  const orNull = (view: IncidentView | null): IncidentView | null => (view === null ? null : linked(view));
  const ofPost = (post: Post): Post =>
    post.subject.type === 'incident' ? { ...post, subject: { ...post.subject, view: linked(post.subject.view) } } : post;
  return {
    ...backend,
    posts: async (forMs, signal) => (await backend.posts(forMs, signal)).map(ofPost),
    incidents: async (query) => (await backend.incidents(query)).map(linked),
    incident: async (reference, scope) => orNull(await backend.incident(reference, scope)),
    mark: async (reference, body) => orNull(await backend.mark(reference, body)),
  };
}

function addressOf(base: string, { detector, incident }: IncidentView): string {
  const path = ['incidents', ...detector.split('/'), incident.id].map(encodeURIComponent).join('/');
  return new URL(path, base).href;
}

/** What was written shortly before it began belongs to it, and what comes after its last news may too. */
const aroundMs = 5 * 60_000;

/** Names in braces become what they stand for, encoded so that nothing of it can end the address or a string in it. */
function filled(href: string, { detector, incident }: IncidentView): string {
  const id = incident.causes[0]?.workload ?? incident.affected[0]?.workload ?? '';
  const [namespace = detector.split('/')[0] ?? '', , ...name] = id === '' ? [] : id.split('/');
  const [fromMs, toMs] = [incident.openedAtMs - aroundMs, (incident.resolvedAtMs ?? incident.updatedAtMs) + aroundMs];
  const values: Readonly<Record<string, string>> = {
    namespace,
    workload: name.join('/'),
    fromMs: String(fromMs),
    toMs: String(toMs),
    fromIso: isoOf(fromMs),
    toIso: isoOf(toMs),
  };
  return new URL(href.replaceAll(/\{([a-zA-Z]+)\}/g, (whole, word: string) => encoded(values[word] ?? whole))).href;
}

function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/['()*!~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function isoOf(atMs: number): string {
  return new Date(Math.min(Math.max(0, atMs), 253_402_300_799_000)).toISOString();
}
