/** What the fake operator answers. */
import type { Change, ChangeReply, Diagnosis, FeedbackView, RemedyReply, RemedyRequest } from '../../api/contract.ts';
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
