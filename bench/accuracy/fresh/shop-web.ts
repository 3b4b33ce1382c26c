import { stamp } from '../clock.ts';
import { asObject, structured } from '../pairs.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
flow 325
100 info web    Started {@verb} "{@target}" for {public}
96  info web    Processing by {controller} as {format}
60  info web      Rendered {view} ({float:0.2..90:1}ms)
80  info web    Completed 200 OK in {int:3..900}ms
12  info web    Redirected to https://shop.example{target}
8   info web    Completed 404 Not Found in {int:3..90}ms
4   warn web    Completed 500 Internal Server Error in {int:3..900}ms
end
300 info jobs   job done ;; job={jobname}; queue={queue}; ms={int:1..9000}; shop={shop}
75  info jobs   job queued ;; job={jobname}; queue={queue}; shop={shop}
18  warn jobs   job failed ;; job={jobname}; error={error}; attempt={int:1..9}
10  error jobs  job given up ;; job={jobname}; error={error}
162 debug web   Cache {one:read|fetch}: {cachekey}
112  info web    {person} added {product} to the basket
80  info web    {person} removed {product}
62  info web    Mail "{subject}" to {email}
55  info web    Payment of {float:3..400:2} {one:EUR|SEK|PLN} by {paid} accepted
14  warn web    Payment of {float:3..400:2} {one:EUR|SEK|PLN} by {paid} declined: {declined}
38  info web    Search "{list:1..4: :{noun}}": {int:0..900} hits
24  warn web    slow query ({int:500..9000} ms) SELECT {list:1..4:, :{column}} FROM {tablename} WHERE {column} = {int:1..9000}
20  info web    stock of {product} now {int:0..400}
12  warn web    stock of {product} below {int:2..20}
10  info web    coupon {ID:6} used by {person}
9   warn web    coupon {ID:6} expired
8   error web   {exception}: {because}
6   info web    import of {tablename} from {shop} finished, {int:1..9000} rows
5   info web    import of {tablename} from {shop} started
4   info web    feature {feature} on for {shop}
4   info web    feature {feature} off for {shop}
^3  info web    listening on {one:8080|tcp 0.0.0.0 8080|unix socket /run/shop.sock}
1   info web    bye
`);

export const shopWeb: System = {
  name: 'shop-web',
  about:
    'a web shop in Ruby: two writers in one file, a request that writes a flow of lines with a tag in front, and jobs in JSON; products and people of several words',
  startMs: Date.UTC(2024, 5, 21, 8),
  paceMs: 700,
  statements,
  fields: {
    verb: ['GET', 'GET', 'GET', 'POST', 'DELETE'],
    target: ['/', '/products/{int:1..900}', '/basket', '/search?q={noun}', '/account/orders/{id:8}', '/{noun}/{noun}.html'],
    controller: [
      'ProductsController#show',
      'BasketController#update',
      'HomeController#index',
      'Account::OrdersController#show',
      'SearchController#index',
    ],
    format: ['HTML', 'HTML', 'JSON', '*/*'],
    view: ['layouts/shop.html.erb', 'products/show.html.erb', 'basket/_line.html.erb', 'shared/_menu.html.erb within layouts/shop'],
    jobname: ['MailJob', 'StockSync', 'Reports::Daily', 'ThumbnailJob'],
    queue: ['default', 'low', 'mailers'],
    shop: ['nord', 'Atelier Süd', 'tellus', 'Quince & Co'],
    error: ['Net::ReadTimeout', 'deadlock detected', 'no such image', 'SMTP 421 try later'],
    cachekey: ['views/products/{int:1..900}-{digits:14}', 'menu', 'rates/{one:EUR|SEK}', 'user/{int:1..900}/basket', 'top ten'],
    product: [
      'oak table',
      'Lamp Orbit',
      'wool blanket ({noun})',
      'mug',
      'linen towel, set of {int:2..6}',
      'Chair No. {int:1..30}',
      'teapot',
      'Rug {noun}',
    ],
    subject: ['Your order {int:1000..9000}', 'Welcome', 'We miss you, {first}', 'Invoice {int:2020..2024}-{int:1..900}'],
    paid: ['card', 'invoice', 'bank transfer', 'Swish'],
    declined: ['insufficient funds', 'card stolen', 'limit', 'code {int:10..99}', 'no answer from bank'],
    column: ['id', 'name', 'price', 'created_at', 'shop_id', 'state'],
    tablename: ['products', 'orders', 'stock_moves', 'customers'],
    exception: ['ActionView::MissingTemplate', 'NoMethodError', 'KeyError', 'Errno::ECONNRESET'],
    because: ['no method price for nil', 'key not found: {noun}', 'Connection reset by peer', 'no template for basket/{noun}'],
    feature: ['new_basket', 'gift cards', 'dark-mode', 'b2b'],
  },
  line: ({ atMs, level, source, message, fill }) => {
    const { text, pairs } = structured(message);
    if (source === 'jobs') return JSON.stringify({ t: atMs / 1000, lvl: level, event: text, ...asObject(pairs) });
    return `${level.charAt(0).toUpperCase()}, [${stamp(atMs, 'YYYY-MM-DDThh:mm:ss.UUUUUU')} #${fill('{int:30..36}')}] ${level.toUpperCase().padStart(5)} -- : [${fill('{hex:8}')}] ${message}`;
  },
};
