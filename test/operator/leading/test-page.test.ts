import { expect, test } from 'vitest';
import { testPage } from '../../../operator/leading/test-page.ts';
import { target } from '../notify/builders.ts';

function ask(of: Partial<ReturnType<typeof target>>, troubles: Readonly<Record<string, string>> = {}) {
  const asked: string[] = [];
  const notifier = {
    testPage: (_detector: string, receiver: string) => {
      asked.push(receiver);
      return Promise.resolve(troubles[receiver] ?? null);
    },
  };
  return testPage(notifier, target(of)).then((reply) => ({ ...reply, asked }));
}

test('both receivers are asked, and each says whether it took it', async () => {
  const escalation = { receiver: 'managers', afterMs: 60_000 };
  expect(await ask({ escalation })).toMatchObject({ receiver: 'oncall', delivered: true, asked: ['oncall', 'managers'] });
  const reply = await ask({ escalation }, { managers: 'Receiver managers refused the page (403).' });
  expect(reply.delivered).toBe(false);
  expect(reply.sentence).toBe('oncall took a test page, which resolves itself within minutes. Receiver managers refused the page (403).');
});

test('where nobody is woken it says so', async () => {
  expect(await ask({ receiver: null })).toMatchObject({ receiver: null, delivered: false, asked: [] });
});
