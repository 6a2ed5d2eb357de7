// Builds what browsers load: `npm run build` writes static/dist, where Django's collectstatic finds it.
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import * as esbuild from "esbuild";

// The browser floor (docs/decisions/005): the last Chrome for Windows 7, an ESR, iOS 16.
const target = ["chrome109", "firefox115", "safari16"];
const common = { bundle: true, minify: true, target, logLevel: "warning", legalComments: "none" };
const outdir = "dist";

await mkdir(`${outdir}/h5p`, { recursive: true });
// The names of parts carry their hash: those of the last build must not be collected with ours.
for (const name of await readdir(outdir)) if (name.endsWith(".js")) await rm(`${outdir}/${name}`);
const [, app] = await Promise.all([
  // Blocking, in the head: sets the reader's size and colours before anything is painted.
  esbuild.build({ ...common, entryPoints: ["src/prefs.ts"], outdir, format: "iife" }),
  browserCode(),
  esbuild.build({ ...common, entryPoints: { serviceworker: "src/offline/worker.ts", outboxworker: "src/progress/worker.ts" }, outdir, format: "iife" }),
  esbuild.build({ ...common, entryPoints: ["css/app.css", "css/print.css", "css/lti.css"], outdir, external: ["*.woff2"] }),
  esbuild.build({ ...common, entryPoints: ["src/lti/lti.ts"], outdir, format: "esm" }),
  copyFile("icon.svg", `${outdir}/icon.svg`),
  h5p(),
]);

// What the worker keeps, so that every page looks and acts as ours without us (offline/shell.py).
const fonts = ["fonts/hyperlegible-400.woff2", "fonts/hyperlegible-700.woff2"];
const { outputs } = app.metafile;
const eager = eagerIn(outputs);
// Of use only where the server can be reached: a card is read by the camera, somebody comes by a launch.
const online = ["card-decoder", "launched", "launched-keep"].map((name) => `src/progress/${name}.ts`);
const late = Object.keys(outputs).filter((path) => !eager.has(path) && !online.includes(outputs[path].entryPoint));
const names = (paths) => [...paths].map((path) => basename(path)).sort();
const now = ["app.css", "print.css", "prefs.js", "icon.svg", ...fonts, ...names(eager)];
// `late` comes with the first saved course or profile, or when it is asked for: a first page does not pay for it.
await writeFile(`${outdir}/shell.json`, JSON.stringify({ now, late: names(late) }));

/**
 * What the first page loads: app.js and one file more. Left to itself, esbuild makes a file of whatever the same
 * parts share with it, so that each part that is fetched later would cost every first page another request. Told
 * that each of those parts needs all that any of them shares with the first page, it makes one.
 */
async function browserCode() {
  const options = { ...common, entryPoints: ["src/app.ts"], outdir, format: "esm", splitting: true, metafile: true };
  const { inputs, outputs } = (await esbuild.build({ ...options, write: false })).metafile;
  const shared = [...eagerIn(outputs)].filter((path) => !outputs[path].entryPoint).flatMap((path) => Object.keys(outputs[path].inputs));
  // What these fetch themselves must not need them: Django names files by their bytes, and knows no circles.
  const fetched = new Set(["src/app.ts", ...shared.flatMap((path) => inputs[path].imports.map((needed) => needed.path))]);
  const entries = Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
  const parts = new Set(entries.filter((path) => !fetched.has(path)).map((path) => resolve(path)));
  const needs = shared.map((path) => `import ${JSON.stringify(resolve(path))};`).join("");
  const together = {
    name: "together",
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, async ({ path }) => (parts.has(path) ? { contents: needs + (await readFile(path, "utf8")), loader: "ts" } : undefined)),
  };
  return esbuild.build({ ...options, plugins: [together] });
}

/** The files that app.js cannot do without, itself among them. */
function eagerIn(outputs) {
  const eager = new Set(Object.keys(outputs).filter((path) => basename(path) === "app.js"));
  for (const path of eager) for (const { path: needed, kind } of outputs[path].imports) if (kind === "import-statement") eager.add(needed);
  return eager;
}

// The player of H5P packages (tutorials/h5p/player.py): h5p-standalone as it comes, its style in one file
// with the signs it needs, without the two families of letters (1 MB), and our page around them.
async function h5p() {
  const from = "node_modules/h5p-standalone/dist";
  const css = (await readFile(`${from}/styles/h5p.css`, "utf8")).replace(/@font-face \{[^}]*'(?:Inter|Open Sans)'[^}]*\}/g, "");
  await Promise.all([
    copyFile(`${from}/main.bundle.js`, `${outdir}/h5p/main.js`),
    copyFile(`${from}/frame.bundle.js`, `${outdir}/h5p/core.js`),
    esbuild.build({ ...common, stdin: { contents: css, resolveDir: `${from}/styles`, loader: "css" }, logLevel: "error", loader: { ".woff2": "dataurl", ".gif": "dataurl" }, outfile: `${outdir}/h5p/core.css` }),
    esbuild.build({ ...common, entryPoints: ["src/h5p/page.ts", "src/h5p/page.css"], outdir: `${outdir}/h5p`, format: "iife" }),
  ]);
}
