/** Asks cart for each order. */
import { createServer } from 'node:http';
import { log } from './log.mjs';

let orders = 0;

createServer(async (_request, response) => {
  orders += 1;
  const order = orders;
  try {
    const cart = await fetch(`${process.env.CART_URL}/cart/${order}`, { signal: AbortSignal.timeout(2000) });
    if (!cart.ok) throw new Error(`status ${cart.status}`);
    await cart.text();
    log('INFO', `order ${order} accepted`);
    response.end('ok');
  } catch (error) {
    log('ERROR', `order ${order} failed: call to cart failed: ${error.cause?.code ?? error.name}`);
    response.writeHead(502).end('cart does not answer');
  }
}).listen(8080, () => log('INFO', 'checkout listens on port 8080'));
