/**
 * JSON of which nothing is made before it is known how much it is: a few megabytes of `{}` would be half a million objects. Counted on the
 * bytes, outside of texts. The bounds are those of the protobuf reader.
 */
import { HttpProblem } from '../http/problem.ts';
import { messagesAtMost } from './protobuf.ts';

/** Values besides objects and lists cost a tenth of them. */
const valuesAtMost = 10 * messagesAtMost;
/** What is sent here has some ten. */
const depthAtMost = 100;

const [quote, backslash, comma, openList, closeList, openObject, closeObject] = [34, 92, 44, 91, 93, 123, 125];

/** Throws a 413 for what is too much, and a 400 for what is no JSON. */
export function parseJson(content: Buffer): unknown {
  measure(content);
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    throw new HttpProblem(400, 'RequestInvalid', 'The body is no JSON.');
  }
}

function measure(content: Buffer): void {
  let [parts, values, depth] = [0, 0, 0];
  for (let at = 0; at < content.length; at += 1) {
    const byte = content[at];
    if (byte === quote) at = endOfText(content, at);
    else if (byte === comma) values += 1;
    else if (byte === openObject || byte === openList) [parts, depth] = [parts + 1, depth + 1];
    else if (byte === closeObject || byte === closeList) depth -= 1;
    if (parts > messagesAtMost || values > valuesAtMost)
      throw new HttpProblem(413, 'BodyTooLarge', `The body holds more than ${messagesAtMost} objects and lists; send smaller batches.`);
    if (depth > depthAtMost) throw new HttpProblem(400, 'RequestInvalid', `The body is nested more than ${depthAtMost} deep.`);
  }
}

/** Where the quote stands that ends the text beginning at `from`; of a text without an end, the end of the body. */
function endOfText(content: Buffer, from: number): number {
  for (let at = content.indexOf(quote, from + 1); at >= 0; at = content.indexOf(quote, at + 1)) {
    let before = at - 1;
    while (content[before] === backslash) before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
  return content.length;
}
