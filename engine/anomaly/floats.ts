/** Numbers in single precision as text, four bytes each in Base64: less than half of what JSON takes for them, and read back exactly. */

/** Arguments that a call certainly has room for. */
const most = 4_096;

export function packFloats(values: Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += most) text += String.fromCharCode(...bytes.subarray(at, at + most));
  return btoa(text);
}

/** Throws where the text is no Base64. */
export function unpackFloats(packed: string): Float32Array {
  const text = atob(packed);
  const bytes = new Uint8Array(text.length - (text.length % Float32Array.BYTES_PER_ELEMENT));
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = text.charCodeAt(at);
  return new Float32Array(bytes.buffer);
}
