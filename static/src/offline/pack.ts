/** Packs as the server tells of them (offline/packs.py), and bundles as it sends them (offline/bundle.py). */

export interface PackFile {
  url: string;
  sha256: string;
  bytes: number;
  type: string;
  /** The Content-Security-Policy of a page that is shown under another than its bundle's. */
  policy?: string;
}

export interface Manifest {
  title: string;
  start: string;
  version: string;
  bytes: number;
  files: PackFile[];
}

const SMALL = 64 * 1024;
const MADE = ["text/html", "application/json", "image/svg+xml", "text/javascript", "text/css"];
const PREFIX = 16;
const BATCH = { bytes: 3 * 1024 * 1024, files: 200 };
const LONGEST_LINE = 1024;

/** What arrived is not what was asked for: a sign-in page of the network, or somebody's idea of one. */
export class WrongContent extends Error {}

/** It is what was asked for, but not whole, or not as it was sent. */
export class BrokenContent extends WrongContent {}

/** Whether a file comes in a bundle; larger ones come by their own address, in parts. */
export function travelsTogether(file: PackFile): boolean {
  return MADE.includes(file.type) || file.bytes <= SMALL;
}

/** `told` as a manifest; anything else throws WrongContent. */
export function readManifest(told: unknown): Manifest {
  const manifest = told as Manifest;
  const sound =
    isRecord(told) &&
    [told.title, told.start, told.version].every((text) => typeof text === "string" && text !== "") &&
    isSize(told.bytes) &&
    isOwnPath(told.start) &&
    Array.isArray(told.files) &&
    told.files.every(isFile) &&
    manifest.files.reduce((sum, file) => sum + file.bytes, 0) === told.bytes;
  if (!sound) throw new WrongContent("no manifest");
  return manifest;
}

function isFile(told: unknown): boolean {
  return (
    isRecord(told) &&
    isOwnPath(told.url) &&
    typeof told.sha256 === "string" &&
    /^[0-9a-f]{64}$/.test(told.sha256) &&
    isSize(told.bytes) &&
    typeof told.type === "string" &&
    ["undefined", "string"].includes(typeof told.policy)
  );
}

function isRecord(told: unknown): told is Record<string, unknown> {
  return typeof told === "object" && told !== null;
}

function isSize(told: unknown): boolean {
  return Number.isSafeInteger(told) && (told as number) >= 0;
}

/** A path on our own origin: neither another's address nor one that browsers would read as such. */
function isOwnPath(told: unknown): boolean {
  return typeof told === "string" && /^\/(?![/\\])/.test(told);
}

/** The questions that fetch `files`: as few as may be, each of a size that a slow line can carry. */
export function batches(files: PackFile[]): PackFile[][] {
  const all: PackFile[][] = [];
  let size = Infinity;
  for (const file of files) {
    if (size + file.bytes > BATCH.bytes || all.at(-1)!.length === BATCH.files) {
      all.push([]);
      size = 0;
    }
    all.at(-1)!.push(file);
    size += file.bytes;
  }
  return all;
}

/** The address that sends `files` of the pack at `pack` in one answer; all that travel, when it is all. */
export function bundleAddress(pack: string, { version, files: all }: Manifest, files: PackFile[]): string {
  const address = `${pack.replace(/\.json$/, "/files")}?version=${encodeURIComponent(version)}`;
  if (files.length === all.filter(travelsTogether).length) return address; // the server has it ready
  return `${address}&want=${files.map((file) => file.sha256.slice(0, PREFIX)).join(",")}`;
}

/** Takes a bundle apart as it arrives. */
export class Frames {
  #chunks: Uint8Array[] = [];
  #held = 0;
  #head: { sha256: string; bytes: number } | undefined;

  /** The bytes of bodies that have arrived, also of the one that is not whole yet. */
  received = 0;

  /** The files that became whole with `chunk`. */
  *push(chunk: Uint8Array): Generator<{ sha256: string; body: Uint8Array<ArrayBuffer> }> {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    for (;;) {
      this.#head ??= this.#readHead();
      if (!this.#head) return;
      if (this.#held < this.#head.bytes) {
        return;
      }
      const { sha256, bytes } = this.#head;
      this.#head = undefined;
      this.received += bytes;
      yield { sha256, body: this.#take(bytes) };
    }
  }

  /** Bytes of the file that is still on its way. */
  get pending(): number {
    return this.#head ? this.#held : 0;
  }

  /** Throws unless the bundle ended where a file ends. */
  end(): void {
    if (this.#held > 0 || this.#head) throw new BrokenContent("a bundle broken off");
  }

  #readHead(): { sha256: string; bytes: number } | undefined {
    const begun = this.#joined();
    const end = begun.indexOf(10);
    if (end < 0) {
      if (begun.length > LONGEST_LINE) throw new WrongContent("no bundle");
      return undefined;
    }
    const line = new TextDecoder().decode(this.#take(end + 1));
    let told: unknown;
    try {
      told = JSON.parse(line);
    } catch {
      throw new WrongContent("no bundle");
    }
    if (!isRecord(told) || typeof told.sha256 !== "string" || !isSize(told.bytes)) {
      throw new WrongContent("no bundle");
    }
    return { sha256: told.sha256, bytes: told.bytes as number };
  }

  #joined(): Uint8Array {
    if (this.#chunks.length > 1) {
      const whole = new Uint8Array(this.#held);
      let at = 0;
      for (const chunk of this.#chunks) {
        whole.set(chunk, at);
        at += chunk.length;
      }
      this.#chunks = [whole];
    }
    return this.#chunks[0] ?? new Uint8Array();
  }

  #take(size: number): Uint8Array<ArrayBuffer> {
    const whole = this.#joined();
    this.#chunks = size < whole.length ? [whole.subarray(size)] : [];
    this.#held -= size;
    return whole.slice(0, size);
  }
}

/** SHA-256 of `body` in hexadecimal digits. */
export async function sha256(body: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
