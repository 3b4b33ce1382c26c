/** A certificate request (PKCS #10, RFC 2986) as the API server wants to see one: well-formed and signed by a key, here one that is thrown away. */
import { generateKeyPairSync, sign } from 'node:crypto';

/** Tags of DER (ITU-T X.690). */
const tag = { integer: 0x02, bits: 0x03, identifier: 0x06, text: 0x0c, sequence: 0x30, set: 0x31, attributes: 0xa0 } as const;
/** 2.5.4.3 */
const commonName = Buffer.from([0x55, 0x04, 0x03]);
/** 1.2.840.10045.4.3.2, ECDSA with SHA-256 */
const algorithm = Buffer.from([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]);

/** PEM. */
export function createSigningRequest(name: string): string {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = sequence(der(tag.set, sequence(der(tag.identifier, commonName), der(tag.text, Buffer.from(name)))));
  const info = sequence(
    der(tag.integer, Buffer.from([0])),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(tag.attributes, Buffer.alloc(0)),
  );
  const signature = der(tag.bits, Buffer.concat([Buffer.from([0]), sign('sha256', info, privateKey)]));
  const request = sequence(info, sequence(der(tag.identifier, algorithm)), signature);
  const lines = request.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE REQUEST-----', ...lines, '-----END CERTIFICATE REQUEST-----', ''].join('\n');
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(tag.sequence, Buffer.concat(parts));
}

function der(kind: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([kind]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  return length < 0x100 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff]);
}
