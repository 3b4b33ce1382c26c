/** What the fake operator answers. */
import type { Change, ChangeReply, Diagnosis, FeedbackView, PatternsReply, RemedyReply, RemedyRequest } from '../../api/contract.ts';
import type { DetectorModel } from '../../api/client.ts';
import { patternDetail } from '../builders/answers.ts';
import { startedAtMs } from './builders.ts';

export function feedbackOf(detector: string): FeedbackView {
  const model = { precision: 0.94, recall: 0.97, f1: 0.955, auc: 0.98 };
  const rule = { precision: 0.56, recall: 1, f1: 0.71, auc: 0.6 };
  return {
    detector,
    useful: 12,
    noise: 4,
    precision: 0.75,
    relevance: { state: 'not-better', sentence: 'All is told.', model, rule },
    quiet: [{ workload: 'cart', kind: 'spike', pattern: 'cache miss for <id>', sinceAtMs: startedAtMs }],
  };
}

/** Of the shop one finding, of all others none. */
export function diagnosisOf(detector: string, findings = 1): Diagnosis {
  const finding = {
    kind: 'encoding-broken',
    workload: 'cart',
    sinceAtMs: startedAtMs,
    evidence: '12 % of 48,211 records in the last hour are of patterns with broken characters, such as "J\uFFFDrg *paid* <!channel>"',
    figures: { records: 48_211, broken: 5_785 },
    remedy: 'Make the program write UTF-8.',
  };
  return {
    detector,
    findings: detector === 'shop/shop' ? Array.from({ length: findings }, () => finding) : [],
    losses: { objectsForgotten: 0, factsUnattributed: 0, failuresUntold: 0 },
    workloads: detector === 'shop/shop' ? 2 : 0,
    lookedAtMs: detector === 'shop/shop' ? startedAtMs : null,
  };
}

export function remedyPreview(incident: string, { action, seen }: RemedyRequest): RemedyReply {
  return {
    outcome: seen === null ? 'preview' : 'changed',
    incident,
    action,
    object: 'deployment/cart',
    sentence: 'Undo the rollout of cart (image of cart from 1 to 2).',
    lines: ['pod template back to that of ReplicaSet cart-1 (revision 1)', 'image of cart from 2 to 1'],
    seen: 'uid/1',
  };
}

/** Shown first, done with what was seen; of another tenant nothing is there. */
export function changeReplyOf(change: Change, seen: string | null, isSeen: boolean): ChangeReply {
  const place = 'detector' in change ? change.detector : change.incident;
  if (!isSeen) return { outcome: 'refused', sentence: `There is nothing called ${place} that may be changed from here.` };
  if ('pattern' in change && change.pattern !== undefined && !patternDetail.id.startsWith(change.pattern))
    return { outcome: 'refused', sentence: `There is no pattern ${change.pattern} in ${place}.` };
  const sentence = `${change.type} of ${place}.`;
  const now = `seen-${JSON.stringify(change).length}`;
  if (seen === now) return { outcome: 'accepted', sentence };
  return { outcome: seen === null ? 'preview' : 'changed', sentence, lines: ['this would be another'], seen: now };
}

export function patternsOf(forSeconds: number): PatternsReply {
  const pattern = {
    detector: 'shop/shop',
    workload: 'shop/deployment/checkout',
    id: 't-1',
    text: 'order <num> stored in <duration>',
    level: 'info',
    cluster: 'orders.stored',
    count: 12_400,
    share: 0.62,
    isNew: false,
    usual: 12_100,
    firstSeenAtMs: startedAtMs,
    lastSeenAtMs: startedAtMs,
    sample: 'order 5531 stored in 12 ms',
  };
  const error = {
    ...pattern,
    id: 't-2',
    text: 'call to cart failed: <text>',
    level: 'error',
    count: 41,
    share: 0.002,
    isNew: true,
    usual: null,
  };
  return {
    patterns: [pattern, error],
    windowFromAtMs: startedAtMs - forSeconds * 1000,
    windowToAtMs: startedAtMs,
    learning: null,
  };
}

export function modelOf(version: number, serving: number): DetectorModel {
  return {
    detector: 'shop/shop',
    version,
    createdAtMs: startedAtMs,
    madeBy: version === 1 ? 'schedule' : 'U1',
    sampleSize: 12_400,
    trainedFromAtMs: startedAtMs - 50_400_000,
    trainedToAtMs: startedAtMs,
    workloads: 8,
    patterns: 212,
    clusters: 17,
    leftOut: version === 2 ? ['inc-4f7a2c (12 min)'] : [],
    checksum: 'abc',
    serving: version === serving,
    pinned: false,
  };
}

/** Of an audit channel and of Kubernetes, where nobody has set them. */
export const rarelyAsked = {
  untoldAudit: () => Promise.resolve({ entries: [], lost: 0 }),
  auditTold: () => Promise.resolve(),
  access: () => Promise.resolve({ namespaces: [] }),
};
