/**
 * Texts with something in them that must not be kept. Nothing here is anybody's; whatever has the look of a real key is put together from parts, so
 * that those who search repositories for keys find none.
 */
export interface Planted {
  readonly kind: string;
  readonly text: string;
  /** What must be found nowhere afterwards. */
  readonly secret: string;
  /** The text without it. */
  readonly redacted: string;
}

const letters = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQrStUvWxYz';
const hex = '0a1b2c3d4e5f60718293a4b5c6d7e8f900112233445566778899aabbccddeeff';

/** A made-up key: a maker's beginning, and so many characters of no meaning. */
export function key(beginning: readonly string[], length: number, characters = letters): string {
  return beginning.join('') + characters.slice(0, length);
}

function planted(kind: string, template: string, secret: string): Planted {
  const label = kind === 'credential' ? '<redacted>' : `<${kind}>`;
  return { kind, text: template.replace('%', () => secret), secret, redacted: template.replace('%', label) };
}

export const jwt = [key(['ey', 'J'], 20), key(['ey', 'J'], 30), letters.slice(0, 43)].join('.');
const keyBody = [letters.slice(0, 64), letters.slice(5, 69), `${letters.slice(0, 20)}==`];
export const privateKey = ['-----BEGIN RSA PRIV', 'ATE KEY-----\n', keyBody.join('\n'), '\n-----END RSA PRIV', 'ATE KEY-----'].join('');

/** Keys and tokens that are known by their look. */
export const keys: readonly Planted[] = [
  planted('jwt', 'session % refused', jwt),
  planted('aws-key', 'signed with %', key(['AK', 'IA'], 16, 'IOSFODNN7EXAMPLE')),
  planted('aws-key', 'role %', key(['Fwo', 'GZXIvYXdz'], 60)),
  planted('github-token', 'clone with % failed', key(['gh', 'p_'], 36)),
  planted('github-token', 'clone with % failed', key(['github', '_pat_'], 60)),
  planted('gitlab-token', 'push with %', key(['gl', 'pat-'], 20)),
  planted('slack-token', 'posting with %', key(['xo', 'xb-'], 40)),
  planted('slack-token', 'posting with %', key(['xa', 'pp-'], 40)),
  planted('slack-hook', 'POST https://hooks.slack.com/services/% 404', ['T0000', 'B0000', letters.slice(0, 24)].join('/')),
  planted('google-key', 'maps with %', key(['AI', 'za'], 35)),
  planted('google-key', 'drive with %', key(['ya', '29.'], 40)),
  planted('stripe-key', 'charge with %', key(['sk', '_live_'], 24)),
  planted('stripe-key', 'event of %', key(['wh', 'sec_'], 32)),
  planted('npm-token', 'publish with %', key(['np', 'm_'], 36)),
  planted('azure-key', 'storage of %', `${letters.slice(0, 86)}==`),
  planted('azure-key', 'application with %', key(['a1b8', 'Q~'], 34)),
  planted('token', 'model with %', key(['sk', '-proj-'], 48)),
  planted('token', 'mail with %', ['SG', letters.slice(0, 22), letters.slice(0, 43)].join('.')),
  planted('token', 'bot %', key(['123456789:', 'AA'], 33)),
  planted('token', 'vault %', key(['hv', 's.'], 24)),
  planted('password-hash', 'user ann has %', key(['$2b', '$12$'], 53, letters.replaceAll('_', '/'))),
  planted('private-key', 'read % from disk', privateKey),
  planted('base64', '%', letters.slice(0, 64)),
];

const word = 'sword'.concat('fish');
const mixed = 'Hunter2'.concat('!x');

/** Secrets that their place gives away. */
export const credentials: readonly Planted[] = [
  planted('credential', 'login password=% ok', mixed),
  planted('credential', 'login with password: % from 10.0.0.1', word),
  planted('credential', '{"user": "ann", "password": "%", "a": 1}', 'two words'),
  planted('credential', String.raw`body {\"password\":\"%\",\"a\":1}`, word),
  planted('credential', "{'password': '%'}", word),
  planted('credential', 'DB_PASSWORD=%', word),
  planted('credential', 'spring.datasource.password=%', word),
  planted('credential', 'User(name=ann, password=%, age=7)', word),
  planted('credential', 'Server=db;User Id=sa;Password=%;Database=shop', 'p,w1'),
  planted('credential', 'host=db password=% dbname=shop', word),
  planted('credential', 'AccountName=shop;AccountKey=%;EndpointSuffix=core', `${letters.slice(0, 40)}==`),
  planted('credential', 'aws_secret_access_key = %', letters.slice(0, 40)),
  planted('credential', 'secret access key: %', letters.slice(0, 40)),
  planted('credential', 'client_secret=%&grant=x', word),
  planted('credential', 'api key: %', hex.slice(0, 32)),
  planted('credential', 'X-Api-Key: %', hex.slice(0, 32)),
  planted('credential', 'GET /login?token=%&page=2', hex.slice(0, 20)),
  planted('credential', 'refreshToken=%', hex.slice(0, 20)),
  planted('credential', '"sessionId":"%"', hex.slice(0, 32)),
  planted('credential', 'Authorization: Bearer %', hex.slice(0, 20)),
  planted('credential', 'authorization=Basic %', 'YW5uOmh1bnRlcg=='),
  planted('credential', '{"Authorization":["Bearer %"]}', word),
  planted('credential', 'Authorization: Digest %', 'username="ann", realm="shop", response="0a1b2c3d4e5f6071"'),
  planted('credential', 'called with Bearer % twice', hex.slice(0, 20)),
  planted('credential', 'Cookie: sid=%', hex.slice(0, 20)),
  planted('credential', 'Set-Cookie: sid=%; Path=/; HttpOnly', word),
  planted('credential', 'postgres://app:%@db:5432/shop', word),
  planted('credential', 'redis://:%@cache:6379/0', 'p@ss:w'),
  planted('credential', 'https://%@sentry.example.org/1', hex.slice(0, 32)),
  planted('credential', 'GET /c/f?sv=1&sig=%', key([], 44)),
  planted('credential', 'mysql --password % --host db', word),
  planted('credential', '["--token","%"]', hex.slice(0, 20)),
  planted('credential', '<password>%</password>', word),
  planted('credential', "CREATE USER app IDENTIFIED BY '%'", word),
  planted('credential', '{"name":"DB_PASSWORD","value":"%"}', word),
  planted('credential', '"password"=>"%"', word),
  planted('credential', 'password := %', word),
  planted('credential', 'пароль: %', word),
  planted('credential', '密码：%', mixed),
  planted('credential', 'paid with cvv=%', '123'),
];

/** Data of people. */
export const personal: readonly Planted[] = [
  planted('email', 'mail to % bounced', 'ann.b+c@mail.example.org'),
  planted('email', 'GET /users?email=%&page=2', 'ann%40example.org'),
  planted('email', 'mail to <%>', 'jürgen@münchen.example'),
  planted('card', 'card % declined', '4111 1111 1111 1111'),
  planted('card', 'card number % declined', '5500005555555559'),
  planted('card', 'charged %', '3400-000000-00009'),
  planted('iban', 'IBAN % PAID 1234', 'DE89 3704 0044 0532 0130 00'),
  planted('iban', 'transfer to %', 'GB82WEST12345698765432'),
  planted('phone', 'call % today', '+49 30 1234567'),
  planted('phone', 'call %', '+49 (0)30 1234567'),
  planted('phone', 'sms to % sent', '+4915112345678'),
  planted('phone', 'call % or ask', '(212) 555-0100'),
  planted('phone', 'call %', '212-555-0100'),
  planted('phone', 'phone: %', '030 1234567'),
];

export const everything: readonly Planted[] = [...keys, ...credentials, ...personal];
