/** The pages of the site: which there are, in which order, and what they are called. One table for the menu, the search and the check. */
export interface PageEntry {
  /** From the root of the repository. */
  readonly source: string;
  /** Below the root of the site. */
  readonly target: string;
  readonly title: string;
}

export interface Section {
  readonly title: string;
  readonly pages: readonly PageEntry[];
}

export const sections: readonly Section[] = [
  section('Start', [
    doc('index', 'What it is'),
    doc('quick-start', 'Quick start'),
    doc('concepts', 'Concepts'),
    doc('slack', 'Slack in five minutes'),
    page('charts/logdetector/README.md', 'chart', 'Install with helm'),
    page('deploy/kustomize/README.md', 'kustomize', 'Install with kustomize'),
  ]),
  section('Use it', [
    doc('commands', 'Every command'),
    doc('dashboard', 'Dashboard'),
    doc('remote', 'From a terminal, kubectl logbot'),
    doc('paging', 'Paging'),
    doc('feedback', 'Marks: useful and noise'),
    doc('models', 'Models'),
    doc('doctor', 'Doctor of logs'),
    doc('logbot', 'logbot without a cluster'),
    doc('troubleshooting', 'When something is wrong'),
    doc('runbooks', 'Runbooks of the alerts'),
  ]),
  section('Look it up', [
    doc('logdetector', 'Every field'),
    doc('telemetry', 'Every metric'),
    doc('errors', 'Every error'),
    doc('evidence', 'Evidence and inlets'),
    doc('otlp', 'Logs by OpenTelemetry'),
    doc('faults', 'Faults and what they cost'),
    doc('redaction', 'Redaction'),
    doc('security', 'Security'),
    doc('limits', 'Limits'),
  ]),
  section('Decide', [
    doc('comparison', 'Compared with others'),
    doc('migration', 'Coming from Botkube or kwatch'),
    doc('judgement', 'How often it is right'),
    doc('benchmarks', 'Benchmarks'),
    doc('benchmarks-simulator', 'In a simulated cluster'),
    doc('benchmarks-traffic', 'With generated traffic'),
  ]),
  section('Work on it', [
    doc('architecture', 'Architecture'),
    page('CONTRIBUTING.md', 'contributing', 'Contributing'),
    page('CHANGELOG.md', 'changelog', 'Changes'),
    doc('decisions/0001-defaults-are-not-stored', 'Decision 1: defaults are not stored'),
    doc('decisions/0002-the-crd-is-a-template-of-the-chart', 'Decision 2: the CRD is a template'),
    doc('decisions/0003-checkers-are-pinned', 'Decision 3: checkers are pinned'),
    doc('decisions/0004-written-by-hand', 'Decision 4: written by hand'),
    doc('decisions/0005-a-merge-can-be-undone', 'Decision 5: a merge can be undone'),
  ]),
];

export const pages: readonly PageEntry[] = sections.flatMap((one) => one.pages);

function section(title: string, entries: readonly PageEntry[]): Section {
  return { title, pages: entries };
}

function doc(name: string, title: string): PageEntry {
  return page(`docs/${name}.md`, name, title);
}

function page(source: string, name: string, title: string): PageEntry {
  return { source, target: `${name}.html`, title };
}
