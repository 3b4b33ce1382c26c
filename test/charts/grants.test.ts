/** What the roles that are aggregated to people's own let them change through the product. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { grantable } from '../../api/access.ts';

const RoleSchema = z.object({
  kind: z.literal('ClusterRole'),
  metadata: z.object({ name: z.string() }),
  rules: z.array(z.object({ resources: z.array(z.string()).default([]), verbs: z.array(z.string()) })),
});

test.each([
  ['view', 'logdetectors', []],
  // The audit log is of all namespaces, and no namespace's role holds it.
  ['edit', 'logdetectors', grantable.filter((name) => name !== 'audit')],
  ['admin', 'logdetectors', grantable.filter((name) => name !== 'audit')],
  ['cluster-edit', 'clusterlogdetectors', grantable.filter((name) => name !== 'audit')],
])('the role %s grants the changes of %s that may be granted', async (role, resource, expected) => {
  const text = await readFile(new URL('../../deploy/kustomize/cluster/logdetector.yaml', import.meta.url), 'utf8');
  const roles = parseAllDocuments(text).flatMap((document) => RoleSchema.safeParse(document.toJS()).data ?? []);
  const rules = roles.find(({ metadata }) => metadata.name === `logdetector-${role}`)?.rules ?? [];
  const updated = rules.filter(({ verbs }) => verbs.includes('update')).flatMap(({ resources }) => resources);
  const named = updated.flatMap((name) => (name.startsWith(`${resource}/`) ? [name.slice(resource.length + 1)] : []));
  expect(named.toSorted()).toEqual([...expected].toSorted());
  expect(rules.length).toBeGreaterThan(0);
});
