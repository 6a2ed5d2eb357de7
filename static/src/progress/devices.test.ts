import assert from "node:assert/strict";
import { test } from "node:test";
import { lastTime } from "../offline/words.ts";
import { readDevice } from "./device-name.ts";

const KIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Safari/605.1.15";
const SAID: [said: string, touches: number, words: string][] = [
  [`Mozilla/5.0 (Linux; Android 10; K) ${KIT} Chrome/120.0.0.0 Safari/537.36`, 5, "tablet Chrome Android"],
  [`Mozilla/5.0 (Linux; Android 10; K) ${KIT} Chrome/120.0.0.0 Mobile Safari/537.36`, 5, "phone Chrome Android"],
  [`Mozilla/5.0 (Linux; Android 13; SM-X200) ${KIT} SamsungBrowser/23.0 Chrome/115.0.0.0 Safari/537.36`, 5, "tablet Samsung Internet Android"],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KIT} Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0`, 0, "computer Edge Windows"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0", 0, "computer Firefox Linux"],
  [`Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) ${KIT} Version/16.6 Mobile/15E148 Safari/604.1`, 5, "phone Safari iPhone"],
  [MAC, 5, "tablet Safari iPad"],
  [MAC, 0, "computer Safari macOS"],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${KIT} Chrome/120.0.0.0 Safari/537.36`, 0, "computer Chrome ChromeOS"],
  ["", 0, "computer  "],
];

for (const [said, touches, words] of SAID) {
  test(`${words}: from what the browser says`, () => {
    const { kind, browser, system } = readDevice(said, touches);
    assert.equal(`${kind} ${browser} ${system}`, words);
  });
}

test("the last time, in words as people say it", () => {
  const at = (day: number, hour: number, minute: number) => new Date(2026, 10, day, hour, minute).getTime();
  const now = at(28, 21, 5);
  assert.equal(lastTime(at(28, 10, 42), now, "ro", "la"), "azi la 10:42");
  assert.equal(lastTime(at(27, 23, 59), now, "ro", "la"), "ieri la 23:59");
  assert.equal(lastTime(at(20, 9, 5), now, "ro", "la"), "20 noiembrie 2026, 09:05");
  assert.equal(lastTime(at(30, 9, 5), now, "ro", "la"), "30 noiembrie 2026, 09:05"); // a clock was set back
});
