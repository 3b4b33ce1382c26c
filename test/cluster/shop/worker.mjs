/** An innocent: works on, whatever happens to the others. */
import { log } from './log.mjs';

let job = 0;
setInterval(() => {
  job += 1;
  log('INFO', `${process.env.WORK} ${job} done in ${5 + ((job * 7) % 40)} ms`);
  if (job % 50 === 0) log('WARN', `queue holds ${job % 7} entries`);
}, Number(process.env.EVERY_MS));
