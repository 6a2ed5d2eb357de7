/** The number by which a facilitator finds a learner: the first 32 bits of its id, to be read aloud. It opens nothing. */
export function numberOf(learner: string): string {
  const digits = String(Number.parseInt(learner.slice(0, 8), 16)).padStart(10, "0");
  return digits.replace(/^(\d{4})(\d{3})/, "$1 $2 ");
}
