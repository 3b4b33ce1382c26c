/** What is redacted for a LogDetector: what the administrator asks for and what its owner adds. Nobody can take from the other's. */
import type { ResolvedSpec } from '../../api/resource.ts';
import type { EngineOptions } from '../../engine/index.ts';

type RedactionOptions = NonNullable<EngineOptions['redaction']>;

/** `redaction` of the administrator's configuration, with the salt that its file holds. */
export interface RedactionFloor {
  readonly ip: boolean;
  readonly hash: boolean;
  readonly patterns: NonNullable<RedactionOptions['patterns']>;
  /** Null: nothing can be hashed. */
  readonly salt: string | null;
}

export function resolveRedaction(wished: ResolvedSpec['redaction'], floor: RedactionFloor): RedactionOptions {
  return {
    ip: floor.ip || wished.ip,
    patterns: [...floor.patterns, ...wished.patterns],
    salt: floor.hash || wished.hash ? floor.salt : null,
  };
}

/** Sentences on wishes that cannot be fulfilled. What is to be hidden is hidden all the same. */
export function redactionLimits(wished: ResolvedSpec['redaction'], floor: RedactionFloor): readonly string[] {
  if (!wished.hash || floor.salt !== null) return [];
  return [
    'spec.redaction.hash is true, but the administrator has given no salt (redaction.saltFile of the configuration): ' +
      'values are replaced without a hash.',
  ];
}
