import { describe, expect, it } from 'vitest';
import type { IncidentView } from '../../../api/contract.ts';
import { incidentsMessage } from '../../../bot/blocks/incidents.ts';
import { incidentView, startedAtMs } from '../builders.ts';

describe('the list of incidents', () => {
  const list = (views: readonly IncidentView[], isCut = false) =>
    JSON.stringify(incidentsMessage(views, { onlyOpen: true, nowMs: startedAtMs, isCut }).message);

  it('names the LogDetector where several are listed, because an id is its own', () => {
    const other = incidentView({}, { detector: 'bank/bank' });
    expect(list([incidentView(), other])).toContain('· bank/bank ·');
    expect(list([incidentView()])).not.toContain('shop/shop');
  });

  it('does not call a part the whole', () => {
    expect(list([incidentView()], true)).toContain('More than 1 open incident');
    expect(list([incidentView()])).not.toContain('More than');
  });
});
