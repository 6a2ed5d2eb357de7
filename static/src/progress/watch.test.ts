import assert from "node:assert/strict";
import { test } from "node:test";
import { Attention } from "./watch.ts";

function spend(attention: Attention, seconds: number, clock: { now: number }, inFront = true): void {
  for (let second = 0; second < seconds; second++) {
    clock.now += 1000;
    attention.tick(inFront);
  }
}

test("what is spent in front is told minute by minute", () => {
  const clock = { now: 0 };
  const attention = new Attention(() => clock.now);
  spend(attention, 59, clock);
  assert.equal(attention.take(), 0);
  spend(attention, 1, clock);
  assert.equal(attention.take(), 60);
  assert.equal(attention.take(), 0);
});

test("a page behind another one counts nothing", () => {
  const clock = { now: 0 };
  const attention = new Attention(() => clock.now);
  spend(attention, 100, clock, false);
  assert.equal(attention.take(1), 0);
});

test("who does not touch it for three minutes has left, and counts again when they are back", () => {
  const clock = { now: 0 };
  const attention = new Attention(() => clock.now);
  spend(attention, 1000, clock);
  assert.equal(attention.take(1), 179);
  attention.touch();
  spend(attention, 10, clock);
  assert.equal(attention.take(5), 10);
});
