/** Every line carries its number within its process, so that a test can tell whether one was lost or counted twice. */
let line = 0;

export function log(level, message) {
  line += 1;
  process.stdout.write(`${new Date().toISOString()} ${level} ${message} line=${line}\n`);
}
