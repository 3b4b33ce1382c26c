/** What stands in headers of HTTP behind their name: a scheme and a credential, or a list of cookies. */
import { isSecret } from './values.ts';

/** Tells of a finding and answers its end. */
type Tell = (start: number, end: number) => number;

const SCHEME =
  /\[?["']?(?:bearer|basic|digest|token|apikey|api-key|negotiate|ntlm|hawk|oauth|aws4-hmac-sha256|splunk|bot|jwt|key|sso-key|signature)(?::|[ \t]{1,4}|%20|\+)["']?/iy;
/** Schemes with a list of named values, all of which belong to it. */
const LISTED = /^\[?["']?(?:digest|hawk|oauth|aws4|signature)/i;
const TOKEN = /[^\s"'`,;<>)\]}]*/y;

/** The credential of `Bearer 3f2a...`, of `Basic ...` or of no scheme at all; answers how far the text has been dealt with. */
// oxlint-disable-next-line max-params -- where, from, to, and whom to tell
export function takeHeader(text: string, start: number, limit: number, tell: Tell): number {
  SCHEME.lastIndex = start;
  const scheme = SCHEME.exec(text)?.[0];
  const at = start + (scheme?.length ?? 0);
  if (scheme !== undefined && LISTED.test(scheme) && text.slice(at, limit).includes('=')) return tell(at, limit);
  TOKEN.lastIndex = at;
  const token = (TOKEN.exec(text)?.[0] ?? '').slice(0, Math.max(0, limit - at));
  const isReal = scheme === undefined ? isSecret('header', { text: token, isProse: true }) : isCredential(token);
  return isReal ? tell(at, at + token.length) : at;
}

/** Behind a scheme stands the credential, unless the sentence goes on: `Authorization: Bearer token is missing`. */
function isCredential(token: string): boolean {
  return isSecret('secret', { text: token, isProse: true });
}

const COOKIE = /\s{0,2}([\w.$!#%*+^|~-]{1,128})=("[^"\n]{0,4096}"?|[^\s;,"]{0,4096})(;|)/y;
const ATTRIBUTE = /^(?:path|domain|expires|max-age|samesite|version|priority)$/i;

/** Values of `a=1; b=2`; what is no such pair ends the list. */
// oxlint-disable-next-line max-params -- the same
export function takeCookies(text: string, start: number, limit: number, tell: Tell): number {
  let at = start;
  while (at < limit) {
    COOKIE.lastIndex = at;
    const [whole = '', name = '', value = '', more = ''] = COOKIE.exec(text) ?? [];
    if (whole === '') break;
    const end = at + whole.length - more.length;
    if (!ATTRIBUTE.test(name) && isSecret('secret', { text: value, isProse: false })) tell(end - value.length, Math.min(limit, end));
    at += whole.length;
    if (more === '') break;
  }
  return Math.max(at, start);
}
