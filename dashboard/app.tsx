/** The frame: who looks, where they are, and the page for it. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Viewer } from '../api/contract.ts';
import { isLive, listen } from './live.ts';
import { operator } from './operator.ts';
import { IncidentPage } from './pages/incident.tsx';
import { IncidentsPage } from './pages/incidents.tsx';
import { ModelsPage } from './pages/models.tsx';
import { PatternPage } from './pages/pattern.tsx';
import { PatternsPage } from './pages/patterns.tsx';
import { SettingsPage } from './pages/settings.tsx';
import { SignInPage } from './pages/sign-in.tsx';
import { TailPage } from './pages/tail.tsx';
import { TopologyPage } from './pages/topology.tsx';
import { WorkloadsPage } from './pages/workloads.tsx';
import { Failed, Nothing, Waiting } from './parts/state.tsx';
import { Link, route } from './route.tsx';
import { askWhoLooks, leave, session } from './session.ts';

const pages = [
  { name: 'incidents', title: 'Incidents' },
  { name: 'patterns', title: 'Patterns' },
  { name: 'workloads', title: 'Workloads' },
  { name: 'topology', title: 'Topology' },
  { name: 'models', title: 'Models' },
  { name: 'settings', title: 'Settings' },
] as const;

export function App() {
  useEffect(() => void askWhoLooks(), []);
  const now = session.value;
  if (now.state === 'asking') return <Waiting what="the dashboard" />;
  if (now.state === 'failed') return <Failed sentence={now.sentence} retry={() => void askWhoLooks()} />;
  if (now.state === 'out') return <SignInPage />;
  return <Frame viewer={now.viewer} />;
}

function Frame({ viewer }: { readonly viewer: Viewer }) {
  useEffect(listen, []);
  const { path } = route.value;
  const [first = 'incidents'] = path;
  const title = pages.find(({ name }) => name === first)?.title ?? 'LogDetector';
  useEffect(() => {
    document.title = title === 'LogDetector' ? title : `${title} · LogDetector`;
    // On a phone the pages stand in a row that is wider than the screen.
    document.querySelector('nav a[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [title]);
  return (
    <div class="frame">
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="side">
        <Link to="/incidents" class="brand">
          <Brand />
          LogDetector
        </Link>
        <nav aria-label="Pages">
          {pages.map((page) => (
            <Link to={`/${page.name}`} current={page.name === (first === 'tail' ? 'workloads' : first)}>
              {page.title}
            </Link>
          ))}
        </nav>
        <Who viewer={viewer} />
      </header>
      <main id="content" tabIndex={-1}>
        {pageOf(path)}
      </main>
    </div>
  );
}

function Who({ viewer }: { readonly viewer: Viewer }) {
  const out = async (): Promise<void> => {
    await operator.signOut(viewer.csrf).catch(() => undefined);
    leave();
  };
  return (
    <div class="who">
      <span class="live" role="status" data-live={isLive.value}>
        {isLive.value ? 'Live' : 'Reconnecting'}
      </span>
      <span class="person" title={viewer.user}>
        {viewer.user}
      </span>
      {viewer.method === 'proxy' ? null : (
        <button type="button" class="quiet" onClick={() => void out()}>
          Sign out
        </button>
      )}
    </div>
  );
}

function pageOf([first = 'incidents', ...rest]: readonly string[]): JSX.Element {
  const [namespace = '', name = '', third = '', fourth = ''] = rest;
  const detector = `${namespace}/${name}`;
  const found: Readonly<Record<string, JSX.Element | null>> = {
    incidents: rest.length === 0 ? <IncidentsPage /> : <IncidentPage reference={rest.join('/')} />,
    patterns: fourth === '' ? <PatternsPage /> : <PatternPage detector={detector} workload={third} id={fourth} />,
    workloads: <WorkloadsPage />,
    topology: <TopologyPage />,
    models: <ModelsPage />,
    settings: <SettingsPage />,
    tail: third === '' ? null : <TailPage detector={detector} workload={third} />,
  };
  return (
    found[first] ?? (
      <Nothing title="There is no such page">
        The address may be mistyped. <Link to="/incidents">Go to the incidents.</Link>
      </Nothing>
    )
  );
}

function Brand() {
  return (
    <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="var(--accent)" />
      <path
        d="M6 20h5l3-10 5 15 3-9h4"
        fill="none"
        stroke="var(--on-accent)"
        stroke-width="2.6"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
