/**
 * What this machine does with the same bytes when it only looks for line feeds and hashes: the yardstick that makes a ratio of two
 * machines, or of two hours on a shared one, comparable. Returns a number that depends on every byte, so that nothing is optimised away.
 */
export function calibrate(bytes: Uint8Array): number {
  let hash = 0x811c9dc5 | 0;
  let lines = 0;
  let at = 0;
  for (let feed = bytes.indexOf(10); feed >= 0; feed = bytes.indexOf(10, at)) {
    for (let i = at; i < feed; i += 1) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
    lines += 1;
    at = feed + 1;
  }
  return (hash >>> 1) + lines;
}
