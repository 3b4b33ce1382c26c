/** Where an incident is to be seen in the dashboard, for the faces that only tell of it. */
import type { IncidentView, Post } from '../../../api/contract.ts';
import type { Backend } from '../backend.ts';

/** The same answers, each incident with its address; `publicUrl` undefined: nobody knows it. */
export function linkIncidents(backend: Backend, publicUrl: () => string | undefined): Backend {
  const linked = (view: IncidentView): IncidentView => {
    const base = publicUrl();
    return base === undefined ? view : { ...view, dashboardUrl: addressOf(base, view) };
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
