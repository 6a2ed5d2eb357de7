/** Sizes and dates as people read them, in the page's language. */

/** “240 KB”, “1,5 MB”. A file of a few bytes is not nothing. */
export function sizeInWords(bytes: number, language: string): string {
  const kilo = Math.max(1, Math.round(bytes / 1000));
  const [number, unit, digits] = kilo < 1000 ? [kilo, "KB", 0] : [bytes / 1_000_000, "MB", 1];
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(number)}\u00a0${unit}`;
}

/** “148 KB din 240 KB”; the page brings the word between. */
export function amountInWords(done: number, total: number, between: string, language: string): string {
  return `${sizeInWords(done, language)} ${between} ${sizeInWords(total, language)}`;
}

/** “20 noiembrie 2026”, “20 November 2026”: as the server writes it. */
export function dayInWords(at: number, language: string): string {
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long" }).format(at);
}

/** “azi la 10:42”, “ieri la 10:42”, “20 noiembrie 2026, 10:42”. */
export function lastTime(at: number, now: number, language: string, between: string): string {
  const day = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  const days = Math.round((day(at) - day(now)) / 86_400_000);
  const hour = new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(at);
  if (days !== 0 && days !== -1) return `${new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(at)}, ${hour}`;
  return `${new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day")} ${between} ${hour}`;
}

/** Why nothing can be saved here, by the name of the words that say so; undefined when it can. */
export async function whyNot(): Promise<"insecure" | "private" | undefined> {
  if (!window.isSecureContext) return "insecure";
  if (!("serviceWorker" in navigator && "caches" in window && "locks" in navigator)) return "private";
  try {
    await caches.keys();
    return undefined;
  } catch {
    return "private";
  }
}
