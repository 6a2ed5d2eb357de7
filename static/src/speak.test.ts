import assert from "node:assert/strict";
import { test } from "node:test";
import { localVoice } from "./speak.ts";

const voice = (lang: string, localService: boolean, name = lang) =>
  ({ lang, localService, name, default: false, voiceURI: name }) as SpeechSynthesisVoice;

test("the first voice that lives on the device and speaks the language", () => {
  const voices = [voice("en-GB", true), voice("ro-RO", false), voice("ro-RO", true, "Ana"), voice("ro-RO", true, "Ion")];
  assert.equal(localVoice(voices, "ro")?.name, "Ana");
});

test("a voice that would send the text away is no voice", () => {
  assert.equal(localVoice([voice("ro-RO", false)], "ro"), undefined);
});

test("a voice of another language is no voice, however its tag begins", () => {
  assert.equal(localVoice([voice("rom", true), voice("en-US", true)], "ro"), undefined);
});

test("tags are read as browsers write them", () => {
  for (const tag of ["ro", "RO", "ro_RO", "ro-MD"]) assert.ok(localVoice([voice(tag, true)], "ro-RO"), tag);
});
