/** What a fact is (docs/decisions/009): something a person did, made on the device and never changed. */

export interface Fact {
  id: string;
  learner: string;
  device: string;
  /** Lamport counter of the learner: one more than the highest seen, pulled facts included. */
  seq: number;
  /** What the device's clock claims (RFC 3339); orders nothing. */
  at: string;
  kind: string;
  object: { page: string; block?: string };
  /** Tells what the page showed then (`versionOf`). */
  version: string;
  data: Record<string, unknown>;
}

/** `bytes` as two hexadecimal digits each. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `count` random bytes; also on plain http, where `randomUUID` is missing. */
export function random(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** A UUID of version 7 (RFC 9562, 5.7): `now` in milliseconds, clamped to its 48 bits, then chance. */
export function uuid7(now = Date.now(), bytes = random(16)): string {
  const time = Math.min(Math.max(0, now), 2 ** 48 - 1);
  for (let index = 0; index < 6; index++) bytes[index] = Math.floor(time / 2 ** (8 * (5 - index))) % 256;
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  return withVariant(bytes);
}

/** A UUID of version 4 (RFC 9562, 5.4). */
export function uuid4(bytes = random(16)): string {
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  return withVariant(bytes);
}

function withVariant(bytes: Uint8Array): string {
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * The version of what a page shows: a 64-bit FNV-1a hash of its words, however they are broken into
 * lines. Two devices that show the same words say the same.
 */
export function versionOf(text: string): string {
  const words = new TextEncoder().encode(text.replace(/\s+/g, " ").trim());
  let hash = 0xcbf29ce484222325n;
  for (const byte of words) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, "0");
}
