import { describe, expect, test } from 'vitest';
import { conditionReasons, conditionTypes, defaults, LogDetectorSchema, validate } from '../../api/resource.ts';

function detector(spec: unknown) {
  return { apiVersion: 'logdetector.dev/v1alpha1', kind: 'LogDetector', metadata: { name: 'shop', namespace: 'shop' }, spec };
}

const small = {
  selector: { matchLabels: { 'app.kubernetes.io/part-of': 'shop' } },
  notify: { slack: { channel: 'shop-incidents' } },
  paging: { receiver: 'oncall' },
  model: { retrainSchedule: '0 3 * * 0' },
};

describe('a valid LogDetector', () => {
  test('the small example is accepted', () => {
    expect(validate(detector(small))).toEqual([]);
  });

  test('an empty selector is enough, and every default stands', () => {
    expect(validate(detector({ selector: {} }))).toEqual([]);
    expect(defaults({ selector: {} })).toEqual({
      selector: { matchLabels: {}, matchExpressions: [] },
      containers: { exclude: ['istio-init', 'istio-proxy', 'linkerd-init', 'linkerd-proxy'] },
      patterns: { ignore: [], alwaysReport: [] },
      sensitivity: 'Medium',
      thresholds: { spikeFactor: 3, zScore: 3, minimumLines: 10, silenceSeconds: 300, resolveSeconds: 120, learningSeconds: 300 },
      slo: null,
      source: 'Api',
      redaction: { ip: false, hash: false, patterns: [] },
      notify: { channel: null, receivers: [], minimumSeverity: 'Warning' },
      paging: {
        receiver: null,
        escalation: null,
        when: 'Cascade',
        minimumSeverity: 'Error',
        minimumWorkloads: 2,
        minimumConfidencePercent: 50,
        minimumSeconds: 0,
        maximumMissedPercent: 50,
        whileLearning: 'Facts',
        rolloutGraceSeconds: 120,
        pagesPerDay: 10,
        maintenance: [],
        mute: [],
        hours: [],
      },
      remediation: { actions: [], watchMinutes: 10 },
      model: { retrainSchedule: '0 3 * * 0', pinnedVersion: null, retrainRequestTime: null, canaryMinutes: 1440 },
      mode: 'Active',
      paused: false,
    });
  });

  test('a threshold given by itself is stronger than the sensitivity', () => {
    const { thresholds } = defaults({ selector: {}, sensitivity: 'Low', thresholds: { spikeFactor: 4 } });
    expect(thresholds).toMatchObject({ spikeFactor: 4, zScore: 5, minimumLines: 30 });
  });

  test('no schedule but Never means never', () => {
    expect(defaults({ selector: {}, model: { retrainSchedule: 'Never' } }).model.retrainSchedule).toBeNull();
  });

  test.each(['*/15 * * * *', '0 3 * * 0', '5,35 0-6/2 1 jan-mar MON-FRI', '59 23 31 12 7'])(
    'schedule %s is accepted',
    (retrainSchedule) => {
      expect(validate(detector({ selector: {}, model: { retrainSchedule } }))).toEqual([]);
    },
  );

  test('a status as the operator writes it is accepted', () => {
    const conditions = conditionTypes.map((type) => ({
      type,
      status: 'True',
      observedGeneration: 1,
      lastTransitionTime: '2026-11-21T09:30:00Z',
      reason: conditionReasons[type][0],
      message: 'All is well.',
    }));
    const status = { observedGeneration: 1, conditions, workloads: 6, patterns: 40, servingModelVersion: 1, latestModelVersion: 2 };
    expect(LogDetectorSchema.safeParse({ ...detector(small), status }).success).toBe(true);
  });
});

describe('an invalid LogDetector is refused with what must be', () => {
  test.each([
    [{}, 'spec.selector must be set.'],
    [{ selector: {}, sensitivity: 'high' }, 'spec.sensitivity must be one of Low, Medium, High.'],
    [{ selector: {}, thresholds: { spikeFactor: 1 } }, 'spec.thresholds.spikeFactor must be at least 2.'],
    [{ selector: {}, thresholds: { zScore: 2.5 } }, 'spec.thresholds.zScore must be an integer.'],
    [{ selector: {}, thresholds: { zscore: 2 } }, 'spec.thresholds.zscore must not be set: there is no such field.'],
    [{ selector: {}, mode: 'shadow' }, 'spec.mode must be one of Active, Shadow.'],
    [{ selector: {}, paused: 'yes' }, 'spec.paused must be a boolean.'],
    [
      { selector: {}, notify: { slack: { channel: '#shop' } } },
      'spec.notify.slack.channel must be a channel\'s name without "#", such as shop-incidents, or its id.',
    ],
    [{ selector: {}, containers: { exclude: ['a', 'a'] } }, 'spec.containers.exclude must be without duplicates.'],
    [{ selector: {}, model: { pinnedVersion: 0 } }, 'spec.model.pinnedVersion must be at least 1.'],
    [{ selector: {}, model: { retrainRequestTime: 'now' } }, 'spec.model.retrainRequestTime must be a time such as 2026-11-21T09:30:00Z.'],
    [
      { selector: { matchExpressions: [{ key: 'tier', operator: 'In' }] } },
      'spec.selector.matchExpressions[0] must be given values with In and NotIn, and none with Exists and DoesNotExist.',
    ],
    [
      { selector: {}, patterns: { ignore: ['* *'] } },
      'spec.patterns.ignore[0] must be text with more than "*" and blanks in it, because that would match every line.',
    ],
    [
      { selector: {}, redaction: { patterns: [{ name: 'customer', regex: 'C-(' }] } },
      'spec.redaction.patterns[0].regex of the pattern "customer" cannot be read by RE2: missing closing ): `C-(`.',
    ],
    [
      { selector: {}, redaction: { patterns: [{ name: 'customer', regex: 'C*' }] } },
      'spec.redaction.patterns[0].regex of the pattern "customer" matches the empty text.',
    ],
    [
      { selector: {}, redaction: { patterns: [{ name: 'Customer', regex: 'C' }] } },
      'spec.redaction.patterns[0].name must be a name of up to 32 small letters, digits and "-" that begins with a letter and does not end in "-".',
    ],
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
      'spec.redaction.patterns must have a name for each of its own.',
    ],
    [{ selector: {}, slo: { objective: '89' } }, 'spec.slo.objective must be a percentage from 90 to below 100 as text, such as "99.9".'],
    [
      { selector: {}, slo: { objective: '99.9', count: 'Metrics' } },
      'spec.slo must be given metrics with count: Metrics, and none with the others.',
    ],
    [
      { selector: {}, slo: { objective: '99.9', metrics: { total: { name: 'a' }, bad: { name: 'b' } } } },
      'spec.slo must be given metrics with count: Metrics, and none with the others.',
    ],
    [{ selector: {}, slo: { objective: '99.9', windowDays: 0 } }, 'spec.slo.windowDays must be at least 1.'],
    [
      { selector: {}, slo: { objective: '99.9', workloads: ['Cart'] } },
      'spec.slo.workloads[0] must be the name of a workload, in which "*" stands for any text.',
    ],
    [{ selector: {}, remediation: { actions: [] } }, 'spec.remediation.actions must be at least 1 entries long.'],
    [{ selector: {}, remediation: { actions: ['Restart', 'Restart'] } }, 'spec.remediation.actions must be without duplicates.'],
    [
      { selector: {}, remediation: { actions: ['Delete'] } },
      'spec.remediation.actions[0] must be one of UndoRollout, RaiseMemoryLimit, Restart, Scale, Cordon.',
    ],
    [{ selector: {}, paging: { receiver: 'a', pagesPerDay: 0 } }, 'spec.paging.pagesPerDay must be at least 1.'],
    [
      { selector: {}, paging: { receiver: 'a', hours: [{ severity: 'Error', from: '8:00', to: '18:00' }] } },
      'spec.paging.hours[0].from must be a time of day such as 08:30.',
    ],
    [
      { selector: {}, paging: { receiver: 'a', hours: [{ severity: 'Error', from: '08:00', to: '18:00', timeZone: 'Mars/North' }] } },
      'spec.paging.hours[0].timeZone must be a time zone of the IANA database, such as Europe/Berlin.',
    ],
    [
      { selector: {}, paging: { receiver: 'a', maintenance: [{ from: '08:00', reason: 'patches' }] } },
      'spec.paging.maintenance[0] must be given either startTime and endTime, or from and to.',
    ],
    [
      { selector: {}, paging: { receiver: 'a', mute: [{ reason: 'noise' }] } },
      'spec.paging.mute[0] must be given workload, cause or both.',
    ],
  ])('%j', (spec, sentence) => {
    expect(validate(detector(spec))).toEqual([sentence]);
  });

  test.each(['daily', '0 3 * *', '60 3 * * 0', '0 24 * * 0', '0 3 0 * 0', '0 3 * 13 0', '0 3 * * 8', '0 3 * * 0 2026'])(
    'schedule %s',
    (retrainSchedule) => {
      expect(validate(detector({ selector: {}, model: { retrainSchedule } }))[0]).toMatch(
        /^spec\.model\.retrainSchedule must be "Never" or/,
      );
    },
  );

  test('what is no object at all gets an answer too', () => {
    expect(validate(null)).toEqual(['the object must be an object.']);
    expect(validate({})).toContain('spec must be set.');
  });
});
