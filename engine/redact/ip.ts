/** IP addresses, for those who count them as personal data. Loopback and the unspecified address lead to nobody. */
import { matchesOf, type Rule } from './rule.ts';

const V4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)/g;
/** Candidates: groups of hexadecimal digits with colons, the last perhaps an IPv4 address. */
const V6 = /(?<![\w:.])[0-9a-fA-F]{0,4}:[0-9a-fA-F:]{0,40}(?::(?:\d{1,3}\.){3}\d{1,3}|)(?![\w:]|\.\d)/g;
const VERSION_BEFORE = /(?:version|release|build)["']?\s{0,2}[:=]?\s{0,2}["']?$/i;

export const ipRule: Rule = {
  traits: 0,
  find(text, found) {
    for (const { index, 0: address } of matchesOf(V4, text)) {
      if (isV4(address) && !VERSION_BEFORE.test(text.slice(Math.max(0, index - 16), index)))
        found({ kind: 'ip', start: index, end: index + address.length });
    }
    for (const { index, 0: address } of matchesOf(V6, text)) {
      if (isV6(address)) found({ kind: 'ip', start: index, end: index + address.length, same: address.toLowerCase() });
    }
  },
};

function isV4(address: string): boolean {
  const octets = address.split('.').map(Number);
  return octets.every((octet) => octet <= 255) && octets[0] !== 127 && octets[0] !== 0;
}

/** Eight groups, or fewer with one `::`; then long enough not to be a time or a name of a program. */
function isV6(address: string): boolean {
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (groups.some((group) => group === '' || (group.length > 4 && !group.includes('.')))) return false;
  const count = groups.length + (address.includes('.') ? 1 : 0);
  if (halves.length === 1) return count === 8;
  return count < 8 && (count >= 4 || groups.some((group) => group.length >= 3)) && /\d/.test(address);
}
