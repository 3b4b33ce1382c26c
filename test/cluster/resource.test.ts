/** The CRD on a real API server: what it takes, what it refuses and with which words, and what kubectl shows of it. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conditionReasons, conditionTypes } from '../../api/resource.ts';
import { eventually } from '../fakes/eventually.ts';
import { apply, command, kubectl } from './command.ts';

const namespace = 'logdetector-resource-test';
const crds = join(import.meta.dirname, '../../crds');

function detector(name: string, spec: object): object {
  return { apiVersion: 'logdetector.dev/v1alpha1', kind: 'LogDetector', metadata: { name, namespace }, spec };
}

async function conditionsOf(crd: string): Promise<string> {
  return await kubectl(['get', 'crd', crd, '-o', 'jsonpath={range .status.conditions[*]}{.type}={.status} {end}']);
}

beforeAll(async () => {
  await kubectl(['apply', '--server-side', '--force-conflicts', '-f', crds]);
  // Not by `kubectl wait`: it fails on a CRD so new that it has no conditions yet.
  for (const name of ['logdetectors.logdetector.dev', 'clusterlogdetectors.logdetector.dev']) {
    await eventually(async () => expect(await conditionsOf(name)).toContain('Established=True'), 60_000);
  }
  await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
});

afterAll(async () => {
  await kubectl(['delete', 'namespace', namespace, '--wait=false', '--ignore-not-found']);
});

describe('kubectl', () => {
  test('the CRD is structural and its names are accepted', async () => {
    const conditions = await kubectl(['get', 'crd', 'logdetectors.logdetector.dev', '-o', 'jsonpath={.status.conditions[*].type}']);
    expect(conditions).not.toContain('NonStructuralSchema');
  });

  test('explain reads like documentation', async () => {
    const text = await kubectl(['explain', 'logdetector.spec.model.retrainSchedule']);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('Default: "0 3 * * 0", once a week');
  });

  test('get ld shows readiness, reason, workloads, patterns, model and age', async () => {
    await apply(detector('shown', { selector: {} }));
    const conditions = conditionTypes.map((type) => ({
      type,
      status: type === 'Ready' ? 'False' : 'True',
      reason: type === 'Ready' ? 'LogsForbidden' : conditionReasons[type][0],
      message: 'A sentence.',
      lastTransitionTime: '2026-11-21T09:30:00Z',
    }));
    const status = { observedGeneration: 1, conditions, workloads: 6, patterns: 41, servingModelVersion: 1, latestModelVersion: 2 };
    await kubectl(['patch', 'ld', 'shown', '-n', namespace, '--subresource=status', '--type=merge', '-p', JSON.stringify({ status })]);
    const [header, row] = (await kubectl(['get', 'ld', '-n', namespace])).trim().split('\n');
    expect(header?.split(/\s+/)).toEqual(['NAME', 'READY', 'REASON', 'WORKLOADS', 'PATTERNS', 'MODEL', 'AGE']);
    expect(row?.split(/\s+/).slice(0, 6)).toEqual(['shown', 'False', 'LogsForbidden', '6', '41', '1']);
  });

  test('a condition type stands once, and another field manager may own a field of the model', async () => {
    const wish = { ...detector('shown', { model: { pinnedVersion: 1 } }), metadata: { name: 'shown', namespace } };
    await kubectl(['apply', '--server-side', '--field-manager=logdetector-bot', '-f', '-'], JSON.stringify(wish));
    expect(await kubectl(['get', 'ld', 'shown', '-n', namespace, '-o', 'jsonpath={.spec.model.pinnedVersion}'])).toBe('1');
  });
});

describe('a ClusterLogDetector', () => {
  const name = 'logdetector-resource-test';
  const ofCluster = (spec: object) => ({ apiVersion: 'logdetector.dev/v1alpha1', kind: 'ClusterLogDetector', metadata: { name }, spec });
  afterAll(async () => {
    await kubectl(['delete', 'cld', name, '--ignore-not-found']);
  });

  test('lies in no namespace, is explained, and shows how many namespaces it reads', async () => {
    await apply(ofCluster({ namespaces: { selector: { matchLabels: { team: 'a' } }, exclude: ['kube-system'] }, selector: {} }));
    const status = {
      selectedNamespaces: 2,
      workloads: 6,
      namespaces: [{ name: 'shop', workloads: 3, containers: 3, leftToLogDetectors: 1 }],
    };
    await kubectl(['patch', 'cld', name, '--subresource=status', '--type=merge', '-p', JSON.stringify({ status })]);
    const [header, row] = (await kubectl(['get', 'cld', name])).trim().split('\n');
    expect(header?.split(/\s+/)).toEqual(['NAME', 'READY', 'REASON', 'NAMESPACES', 'WORKLOADS', 'PATTERNS', 'MODEL', 'AGE']);
    expect(row).toMatch(/\b2\b.*\b6\b/);
    const text = await kubectl(['explain', 'clusterlogdetector.spec.namespaces']);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('The namespaces whose pods are read.');
  });

  test.each([
    [{ selector: {} }, 'missing required field "namespaces"'],
    [{ selector: {}, namespaces: {} }, 'missing required field "selector"'],
    [{ selector: {}, namespaces: { selector: {}, exclude: ['Kube_System'] } }, 'must be the name of a namespace'],
    [
      { selector: {}, namespaces: { selector: { matchExpressions: [{ key: 'a', operator: 'In' }] } } },
      'must be given values with In and NotIn',
    ],
  ])('%j is refused', async (spec, sentence) => {
    await expect(apply(ofCluster(spec))).rejects.toThrow(sentence);
  });
});

describe('the API server', () => {
  test.each([
    ['small', { selector: { matchLabels: { 'app.kubernetes.io/part-of': 'shop' } }, notify: { slack: { channel: 'shop-incidents' } } }],
    [
      'schedule',
      { selector: {}, model: { retrainSchedule: '5,35 0-6/2 1 jan-mar MON-FRI', retrainRequestTime: '2026-11-21T09:30:00+01:00' } },
    ],
    ['redaction', { selector: {}, redaction: { ip: true, hash: true, patterns: [{ name: 'customer', regex: '(?i)\\bC-\\d{6}\\b' }] } }],
    ['patterns', { selector: {}, patterns: { ignore: ['GET /healthz *'], alwaysReport: ['out of disk'] }, sensitivity: 'High' }],
    [
      'expressions',
      {
        selector: {
          matchExpressions: [
            { key: 'tier', operator: 'In', values: ['web'] },
            { key: 'canary', operator: 'DoesNotExist' },
          ],
        },
      },
    ],
  ])('takes %s', async (name, spec) => {
    expect(await apply(detector(name, spec))).toContain('created');
  });

  test.each([
    [{}, 'spec.selector: Required value'],
    [{ selector: {}, sensitivity: 'high' }, 'supported values: "Low", "Medium", "High"'],
    [{ selector: {}, thresholds: { spikeFactor: 1 } }, 'spec.thresholds.spikeFactor in body should be greater than or equal to 2'],
    [{ selector: {}, thresholds: { zScore: 2.5 } }, 'must be of type integer'],
    [{ selector: {}, thresholds: { zscore: 2 } }, 'unknown field "spec.thresholds.zscore"'],
    [{ selector: {}, mode: 'shadow' }, 'supported values: "Active", "Shadow"'],
    [{ selector: {}, paused: 'yes' }, 'must be of type boolean'],
    [{ selector: {}, notify: { slack: { channel: '#shop' } } }, 'must be a channel\'s name without "#", such as shop-incidents, or its id'],
    [{ selector: {}, paging: { receiver: 'on call' } }, "must be the name of a receiver of the administrator's configuration"],
    [{ selector: {}, containers: { exclude: ['a', 'a'] } }, 'Duplicate value: "a"'],
    [{ selector: {}, model: { pinnedVersion: 0 } }, 'should be greater than or equal to 1'],
    [{ selector: {}, model: { retrainRequestTime: 'now' } }, 'must be of type date-time'],
    [{ selector: {}, model: { retrainSchedule: '60 3 * * 0' } }, 'must be "Never" or a cron expression of five fields'],
    [{ selector: { matchExpressions: [{ key: 'tier', operator: 'In' }] } }, 'must be given values with In and NotIn'],
    [{ selector: { matchLabels: { tier: 'a b' } } }, 'must be a label value'],
    [{ selector: {}, patterns: { ignore: ['* *'] } }, 'because that would match every line'],
    [{ selector: {}, redaction: { patterns: [{ name: 'customer', regex: 'C-(' }] } }, 'missing closing )'],
    [{ selector: {}, redaction: { patterns: [{ name: 'customer', regex: 'C*' }] } }, 'that does not match the empty text'],
    [{ selector: {}, redaction: { patterns: [{ name: 'Customer', regex: 'C' }] } }, 'must be a name of up to 32 small letters'],
    [
      {
        selector: {},
        redaction: {
          patterns: [
            { name: 'a', regex: 'b' },
            { name: 'a', regex: 'c' },
          ],
        },
      },
      'Duplicate value',
    ],
  ])('refuses %j and says: %s', async (spec, message) => {
    const result = await command('kubectl', ['create', '-f', '-'], { input: JSON.stringify(detector('refused', spec)) });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(message);
  });
});
