/** Why an input cannot be read, as one sentence without a full stop that begins with the input's name. */
export class InputError extends Error {}

const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ELOOP: 'is a link that leads to itself',
  ENAMETOOLONG: 'has a name that is too long',
  EISDIR: 'is a folder',
};

/** The sentence for an error of the file system; any other keeps its own words. */
export function sentenceOf(error: unknown, name: string): string {
  if (error instanceof InputError) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = SENTENCES[code];
  return known === undefined ? `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}` : `${name} ${known}`;
}
