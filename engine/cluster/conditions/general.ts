/** What can be the matter with anything; the subject is in the text. */
import { unreachable, type Condition } from './condition.ts';

/** What only shall happen has not. */
const planned = /\b(?:must|should|please|needs? to|required to|will be|cannot|could not)\b/;

export const general: readonly Condition[] = [
  {
    name: 'timeout',
    words: /\btim(?:e|ed|ing)[ -]?outs?\b|\bdeadline exceeded\b|\bcontext deadline\b|\b(?:http|status|code) (?:408|504)\b/,
  },
  {
    name: 'unavailable',
    family: unreachable,
    words: /\bunavailable\b|\bunreachable\b|\bnot available\b|\bnot ready\b|\bis (?:down|offline)\b|\bno healthy\b/,
  },
  { name: 'expired', words: /\bexpired\b|\bhas lapsed\b/ },
  { name: 'declined', words: /\bdeclined\b/ },
  { name: 'rejected', words: /\brejected\b/ },
  {
    name: 'missing',
    words:
      /\b(?:is|are|was) missing\b|\bmissing\b|\bno (?=[a-z]+ (?:for|given|found|configured)\b)|\b(?:is|was) not set\b|\bnot configured\b|\bundefined (?:variable|setting|key)\b/,
  },
  { name: 'not_found', words: /\bnot found\b|\bdoes(?: not|n't) exist\b|\bno such\b|\bunknown\b/ },
  { name: 'already_exists', words: /\balready exists?\b|\bduplicated?\b|\beexist\b/ },
  { name: 'conflict', words: /\bconflict(?:s|ing|ed)?\b/ },
  {
    name: 'exhausted',
    words: /\bexhausted\b|\bover quota\b|\bback ?pressure\b|\b(?:is|was) full\b|\blimit (?:exceeded|reached)\b|\bexceed(?:s|ed)\b/,
  },
  {
    name: 'invalid',
    hides: true,
    words:
      /\bunexpected (?:token|character|end|symbol|value)\b|\bsyntax error\b|\b(?:cannot|could not|failed to|unable to) (?:parse|unmarshal|deseriali[sz]e)\b|\bparse error\b|\binvalid\b|\bmalformed\b|\billegal\b|\bvalidation failed\b/,
  },
  { name: 'aborted', words: /\babort(?:ed|ing|s)?\b|\bcancel+ed\b/ },
  {
    name: 'failed',
    words: /\bfail(?:ed|s|ing|ure|ures)?\b|\berrors?\b|\bexception\b|\bunable to\b|\b(?:could|can) ?not\b|\b(?:couldn|can)'t\b/,
  },
  { name: 'slow', words: /\bslow(?:ly|er)?\b|\btook (?:too )?long\b|\bhigh latency\b/ },
  { name: 'retried', unless: /\bset\b|\bchanged\b|\bconfigured\b/, words: /\bretr(?:y|ying|ies|ied)\b/ },
  // Nothing is wrong
  {
    name: 'started',
    unless: planned,
    words:
      /\b(?<!will be )start(?:s|ed|ing)\b|^start\b|\blistening\b|\bready to accept\b|(?<!will be )(?<!not )\binitiali[sz]ed\b|\bbooted\b|\baccepting connections\b|\b(?:is|now) (?:ready|up|running)\b(?! to (?:exit|stop|quit|shut|end|leave)\b)/,
  },
  { name: 'stopped', unless: planned, words: /\bstopp(?:ed|ing)\b|\bshut(?:ting)? ?down\b|\bterminat(?:ed|ing)\b|\bdraining\b/ },
  { name: 'completed', unless: planned, words: /\bcompleted?\b|\bfinished\b|\bdone\b|\bended\b/ },
  // Happens to things every day, said in more than one word
  { name: 'created', happens: true, words: /\bcreated\b|\bplaced\b/ },
  { name: 'registered', happens: true, words: /\bregistered\b|\bsigned up\b/ },
  { name: 'updated', happens: true, words: /\bupdated\b|\bmodified\b/ },
  { name: 'deleted', happens: true, words: /\bdeleted\b|\bremoved\b/ },
  { name: 'sent', happens: true, words: /\bsent\b|\bdelivered\b/ },
  { name: 'saved', happens: true, words: /\bsaved\b|\bstored\b/ },
];
