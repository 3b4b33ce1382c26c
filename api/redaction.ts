/** What is taken out of text before it is kept, besides what always is. Whoever wishes something may only add to it. */
import { z } from 'zod';
import { LONGEST_PATTERN, NAME_WORDS, PATTERN_NAME, regexFault } from '../engine/redact/patterns.ts';
import { matching } from './rule.ts';

const RegexSchema = z
  .string()
  .min(1)
  .max(LONGEST_PATTERN)
  .meta({
    // The API server reads it with the same syntax, and refuses it with an error of its own when it cannot.
    'x-kubernetes-validations': [
      { rule: "!''.matches(self)", message: 'must be a regular expression of RE2 that does not match the empty text' },
    ],
  })
  .describe('In the syntax of RE2, which knows no look-around and no back-references. "(?i)" before it makes capitals alike.');

const PatternSchema = z
  .strictObject({
    name: matching(z.string().min(1).max(32), PATTERN_NAME, `must be a name of ${NAME_WORDS}`).describe(
      'What stands in the place of a match: <name>.',
    ),
    regex: RegexSchema,
  })
  .superRefine(({ name, regex }, context) => {
    const fault = regexFault(regex);
    if (fault !== null) context.addIssue({ code: 'custom', path: ['regex'], message: `of the pattern "${name}" ${fault}`, input: regex });
  })
  .describe('One kind of text that is replaced wherever it stands.');

/** Patterns of one place: the LogDetector, or the configuration. */
function patternList(maximum: number) {
  return z
    .array(PatternSchema)
    .max(maximum)
    .refine((patterns) => new Set(patterns.map(({ name }) => name)).size === patterns.length, 'must have a name for each of its own')
    .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] });
}

/** `spec.redaction` of a LogDetector. */
export const RedactionSchema = z
  .strictObject({
    ip: z.boolean().exactOptional().describe('Also replaces IP addresses. Default: false, because they say which machine it was.'),
    hash: z
      .boolean()
      .exactOptional()
      .describe(
        "Replaces people's data and tokens by kind and hash, such as <email:3f2a9c>, so that the same user is still the same. " +
          "The salt stands in the administrator's configuration; without one nothing is hashed. Default: false.",
      ),
    patterns: patternList(20)
      .exactOptional()
      .describe('What is replaced besides e-mail addresses, cards, keys and the like. Default: none.'),
  })
  .describe(
    'What is taken out of text before any of it is kept, besides what always is (docs/redaction.md). It only adds: false does not switch off ' +
      "what the administrator's configuration asks for.",
  );

/** `redaction` of the administrator's configuration, for all LogDetectors. */
export const RedactionDefaultsSchema = z
  .strictObject({
    ip: z.boolean().default(false).describe('Replaces IP addresses everywhere.'),
    hash: z.boolean().default(false).describe('Hashes everywhere, not only where a LogDetector asks for it.'),
    saltFile: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .describe(
        'File with the salt of the hashes, at least 16 characters, mounted from a Secret. Who has it can test guesses against the hashes.',
      ),
    patterns: patternList(50).default([]),
  })
  .refine(({ hash, saltFile }) => !hash || saltFile !== undefined, {
    path: ['saltFile'],
    message: 'must be set, because redaction.hash is true',
  });

export type RedactionDefaults = z.infer<typeof RedactionDefaultsSchema>;
