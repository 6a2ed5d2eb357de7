/**
 * Sealing to the server's public key: HPKE in its base mode (RFC 9180), one message a seal, with
 * DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. Its other half is `progress/sealing.py`.
 */
import type { Bytes } from "./store.ts";

const { subtle } = globalThis.crypto ?? {};
const P256 = { name: "ECDH", namedCurve: "P-256" };
const NOTHING = new Uint8Array();
const utf8 = (text: string): Bytes => new TextEncoder().encode(text);
// Sections 4.1 and 5.1: “KEM” and its number; “HPKE” and those of KEM, KDF and AEAD.
const KEM = join(utf8("KEM"), Uint8Array.of(0x00, 0x10));
const SUITE = join(utf8("HPKE"), Uint8Array.of(0x00, 0x10, 0x00, 0x01, 0x00, 0x02));

/** Seals one message about what it was made for: the encapsulated key, then the ciphertext. */
export type Seal = (plain: Bytes) => Promise<Bytes>;

/** What seals to the owner of `key` (its point, in base64url) about `about`. Rejects when it is no such key. */
export async function sealer(key: string, about: string): Promise<Seal> {
  const point = fromBase64url(key);
  const theirs = await subtle.importKey("raw", point, P256, false, []);
  const [psk, info] = [await extract(SUITE, NOTHING, "psk_id_hash", NOTHING), await extract(SUITE, NOTHING, "info_hash", utf8(about))];
  const context = join(Uint8Array.of(0), psk, info);
  return async (plain) => {
    const own = (await subtle.generateKey(P256, false, ["deriveBits"])) as CryptoKeyPair;
    const enc = new Uint8Array(await subtle.exportKey("raw", own.publicKey));
    const dh = new Uint8Array(await subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256));
    const shared = await expand(KEM, await extract(KEM, NOTHING, "eae_prk", dh), "shared_secret", join(enc, point), 32);
    const secret = await extract(SUITE, shared, "secret", NOTHING);
    const [raw, iv] = [await expand(SUITE, secret, "key", context, 32), await expand(SUITE, secret, "base_nonce", context, 12)];
    const once = await subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
    return join(enc, new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv }, once, plain)));
  };
}

/** LabeledExtract of section 4. */
function extract(suite: Bytes, salt: Bytes, label: string, ikm: Bytes): Promise<Bytes> {
  // HMAC fills short keys up with zeros; an empty one some browsers do not take.
  return hmac(salt.length ? salt : new Uint8Array(32), join(utf8("HPKE-v1"), suite, utf8(label), ikm));
}

/** LabeledExpand of section 4, for at most one block. */
async function expand(suite: Bytes, prk: Bytes, label: string, info: Bytes, length: number): Promise<Bytes> {
  const labelled = join(Uint8Array.of(length >> 8, length & 255), utf8("HPKE-v1"), suite, utf8(label), info);
  return (await hmac(prk, join(labelled, Uint8Array.of(1)))).slice(0, length);
}

async function hmac(raw: Bytes, message: Bytes): Promise<Bytes> {
  const key = await subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", key, message));
}

export function join(...parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Without padding (RFC 4648, section 5). */
export function toBase64url(bytes: Bytes): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64url(text: string): Bytes {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
