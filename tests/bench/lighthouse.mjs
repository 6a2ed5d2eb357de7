// Runs Lighthouse on one address: node lighthouse.mjs URL PORT → scores as JSON. The browser is started by us.
import lighthouse from "lighthouse";

const [url, port] = process.argv.slice(2);
const result = await lighthouse(url, { port: Number(port), output: "json", logLevel: "error" });
const scores = Object.fromEntries(
  Object.values(result.lhr.categories).map((category) => [category.id, Math.round(category.score * 100)]),
);
const missed = Object.values(result.lhr.audits)
  .filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode !== "informative")
  .map((audit) => audit.id);
console.log(JSON.stringify({ version: result.lhr.lighthouseVersion, scores, missed }));
