/** What was changed, what fails, and which of the one explains the other; looked at anew only when there is news of either. */
import type { Attribution } from './attribution.ts';
import { attribute } from './attribution.ts';
import type { ChangeBook } from './book.ts';
import { createChangeBook } from './book.ts';
import type { Complaints } from './complaints.ts';
import { createComplaints } from './complaints.ts';
import type { Symptoms } from './symptoms.ts';
import { createSymptoms } from './symptoms.ts';

export interface Blame {
  readonly book: ChangeBook;
  readonly symptoms: Symptoms;
  /** Of whom error lines complain; heard while there are changes that might be blamed. */
  readonly complaints: Complaints;
  attribution(): Attribution;
}

export function createBlame(redact: (text: string) => string): Blame {
  const book = createChangeBook(redact);
  const complaints = createComplaints();
  const symptoms = createSymptoms(complaints);
  let seen = -1;
  let attribution: Attribution = { blamed: null, ruledOut: [] };
  return {
    book,
    symptoms,
    complaints,
    attribution() {
      const version = symptoms.version + book.version;
      if (version !== seen) attribution = attribute(book, symptoms.all());
      seen = version;
      return attribution;
    },
  };
}
