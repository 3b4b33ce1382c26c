/** Holds carts in memory. While the test's switch says `leak` it forgets to let go of them, until the kernel kills it. */
import { createServer } from 'node:http';
import { log } from './log.mjs';

const kept = [];
let leaking = false;

createServer((request, response) => {
  log('INFO', `cart ${request.url.slice(6)} read with ${1 + (kept.length % 5)} items`);
  response.end('{"items":3}');
}).listen(8080, () => log('INFO', 'cart listens on port 8080'));

setInterval(async () => {
  const answer = await fetch(process.env.FAULT_SWITCH).catch(() => null);
  leaking = answer?.ok === true && (await answer.text()) === 'leak';
}, 500);
setInterval(() => {
  if (leaking) kept.push(Buffer.alloc(2_000_000, 1));
}, 100);
