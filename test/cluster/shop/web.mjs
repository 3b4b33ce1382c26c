/** The customers and the page they see: four orders a second. */
import { log } from './log.mjs';

setInterval(async () => {
  const startedAt = performance.now();
  try {
    const answer = await fetch(`${process.env.CHECKOUT_URL}/checkout`, { signal: AbortSignal.timeout(4000) });
    await answer.text();
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    log('INFO', `GET /buy 200 in ${Math.round(performance.now() - startedAt)} ms`);
  } catch (error) {
    log('ERROR', `GET /buy 500: call to checkout failed: ${error.cause?.code ?? error.message}`);
  }
}, 250);
