/** Reads a card with the camera. The decoder comes only where the browser has none (desktops). */
import { fromFragment, type CardCode } from "./card-code.ts";

const EVERY = 150; // milliseconds between two looks
const WIDEST = 960; // pixels: a card held at arm's length has enough of them

type Look = (video: HTMLVideoElement) => Promise<string | null>;

declare const BarcodeDetector:
  | { new (options: { formats: string[] }): { detect(source: CanvasImageSource): Promise<{ rawValue: string }[]> }; getSupportedFormats(): Promise<string[]> }
  | undefined;

/** Whether there is anything to ask: browsers give no camera to plain http. */
export function hasCamera(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === "function";
}

/**
 * The first card of ours that the camera sees, shown meanwhile in `video`; `strange` is called for codes of
 * others. Rejects when there is no camera, when it is refused, and when `signal` says to stop.
 */
export async function scan(video: HTMLVideoElement, strange: () => void, signal: AbortSignal): Promise<CardCode> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  try {
    signal.throwIfAborted();
    video.srcObject = stream;
    const [look] = await Promise.all([looker(), video.play()]);
    for (;;) {
      signal.throwIfAborted();
      const text = await look(video);
      const card = text === null ? null : fromFragment(text);
      if (card) return card;
      if (text !== null) strange();
      await new Promise((resolve) => setTimeout(resolve, EVERY));
    }
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}

async function looker(): Promise<Look> {
  if (typeof BarcodeDetector === "function" && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  const { decode } = await import("./card-decoder.ts");
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true })!;
  return async (video) => {
    const scale = Math.min(1, WIDEST / video.videoWidth);
    [canvas.width, canvas.height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
    if (canvas.width === 0) return null; // no picture yet
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    return decode(pen.getImageData(0, 0, canvas.width, canvas.height));
  };
}
