/** Writes an exact number of lines and then none, so that they can be counted. */
import { log } from './log.mjs';

const wanted = Number(process.env.LINES);
let written = 0;
const timer = setInterval(() => {
  for (let i = 0; i < 10 && written < wanted; i += 1) {
    written += 1;
    log('INFO', `entry ${written} booked`);
  }
  if (written === wanted) clearInterval(timer);
}, 100);
setInterval(() => undefined, 60_000);
