/** Where no local Slack runs: reads the same messages from the operator's API as the bot would, and prints them. */
import { createApiClient } from '../api/client.ts';
import type { Post } from '../api/contract.ts';

export interface TerminalOptions {
  readonly url: string;
  readonly token: () => Promise<string>;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

export async function printPosts({ url, token, print, signal }: TerminalOptions): Promise<void> {
  const client = createApiClient({ url, token });
  while (!signal.aborted) {
    const posts = await client.posts({ waitSeconds: 10 }, signal).catch(() => null);
    if (posts === null) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      continue;
    }
    for (const post of posts) {
      for (const line of describe(post)) print(line);
      const ts = post.posted?.ts ?? String(Date.now() / 1000);
      const delivered = { channelId: 'terminal', ts, revision: post.revision, entries: post.entries.at(-1)?.seq ?? 0, storyTs: '' };
      // An operator that ends at this moment, or has withdrawn the post, does not end the demo.
      await client.delivered(post.id, delivered).catch(() => undefined);
    }
  }
}

function describe(post: Post): string[] {
  const entries = post.entries.filter(({ seq }) => seq > (post.posted?.entries ?? 0)).map((entry) => `    · ${entry.text}`);
  const { subject } = post;
  if (subject.type === 'digest')
    return [`#${post.channel}: ${subject.digest.held.length + subject.digest.more} pages held back`, ...entries];
  if (subject.type === 'week') return [`#${post.channel}: ${subject.week.incidents} incidents in a week`, ...entries];
  if (subject.type === 'welcome')
    return [`#${post.channel}: ${subject.welcome.workloads.length + subject.welcome.more} workloads are watched`, ...entries];
  if (subject.type === 'revision')
    return [`#${post.channel}: new ${subject.revision.revision}: ${subject.revision.fresh.length} new error patterns`, ...entries];
  if (subject.type !== 'incident') {
    return [`#${post.channel}: ${subject.operation.sentence}`, ...entries];
  }
  const { incident, page } = subject.view;
  const [cause] = incident.causes;
  const reasons = cause ? cause.reasons.map((reason) => `    because ${reason}`) : ['    no cause is certain enough to be named'];
  return [`#${post.channel}: [${incident.state}] ${incident.title}`, ...reasons, `    ${page.sentence}`, ...entries];
}
