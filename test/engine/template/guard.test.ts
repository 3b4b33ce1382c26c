import { describe, expect, test } from 'vitest';
import { isGuarded } from '../../../engine/template/guard.ts';

describe('a guarded word', () => {
  test.each(['started', 'Stopping', 'cancelled', 'cancelling', 'canceled', 'dropped', 'permitted'])(
    'is guarded in this form: %s',
    (word) => {
      expect(isGuarded(word)).toBe(true);
    },
  );

  test.each(['chancellor', 'starling', 'parcel', 'user'])('is none that only looks like one: %s', (word) => {
    expect(isGuarded(word)).toBe(false);
  });
});
