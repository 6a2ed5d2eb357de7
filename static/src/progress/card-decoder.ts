/** Finds a QR code in a picture; a part of its own, which most devices never fetch. */
import decodeQR from "qr/decode.js";

export function decode(picture: ImageData): string | null {
  try {
    return decodeQR(picture, { timeLimit: 100 });
  } catch {
    return null; // none there, or none that can be read
  }
}
