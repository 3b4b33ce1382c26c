/** Text that every medium would act on, and a page of it that is far too large. */
import { message } from './page-message.ts';
import type { PageMessage } from '../../../operator/notify/deliver.ts';

export const nasty =
  '<!channel> @channel @here <at>ann</at> **b** `c` [l](https://evil.example) https://evil.example www.evil.example #tag :fire: ~town-square ![i](https://evil.example/i.png) <b>x</b> | $x$ \u202e\u200b\u001b[31m\u{e0041}';

const long = '🔥<!channel>'.repeat(5000);

export const hugePage: PageMessage = {
  ...message,
  title: long,
  cause: long,
  sentence: long,
  affected: Array.from({ length: 50 }, (_, at) => `shop/deployment/${at}${'🔥'.repeat(250)}`),
  gates: Array.from({ length: 30 }, (_, at) => ({ name: `gate-${at}`, passed: true, sentence: long })),
  links: Array.from({ length: 10 }, (_, at) => ({ text: long, href: `https://wiki.example.com/${at}/${'x'.repeat(900)}` })),
};
