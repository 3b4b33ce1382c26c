import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commands } from '../../bot/table.ts';

test('the roles of the chart name every change that may be made through Slack, and the buttons that change the cluster', () => {
  const chart = readFileSync('charts/logdetector/templates/_rules.tpl', 'utf8');
  const [, list = ''] = /\$change := list (.*) -\}\}/.exec(chart) ?? [];
  const named = [...list.matchAll(/"([a-z-]+)"/g)].map(([, name]) => name);
  const changes = commands
    .filter(({ right, name }) => right === 'change' && name !== 'audit')
    .map(({ name, allowedAs = name }) => allowedAs);
  // Who may read everybody's audit lines is said by hand.
  expect(named).toEqual([...new Set([...changes, 'remedy'])].toSorted());
});
