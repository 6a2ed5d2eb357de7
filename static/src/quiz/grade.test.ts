import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { grade, type Answer, type Question, type Verdict } from "./grade.ts";

interface Vector {
  name: string;
  question: Question;
  answer: Answer;
  verdict: Verdict;
}

const file = new URL("../../../tests/vectors/quiz.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vector[];

for (const { name, question, answer, verdict } of vectors) {
  test(name, () => assert.deepEqual(grade(question, answer), verdict));
}

test("there is a vector for every kind of question and every outcome", () => {
  const kinds = new Set(vectors.map((vector) => vector.question.kind));
  assert.deepEqual([...kinds].sort(), ["fill", "match", "one", "order", "several"]);
  const outcomes = new Set(vectors.map((vector) => vector.verdict.outcome));
  assert.deepEqual([...outcomes].sort(), ["empty", "partly", "right", "wrong"]);
});

test("a question is not changed by being graded", () => {
  for (const { question, answer } of vectors) {
    const before = structuredClone({ question, answer });
    grade(question, answer);
    assert.deepEqual({ question, answer }, before);
  }
});
