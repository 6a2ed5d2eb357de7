// Builds what browsers load: `npm run build` writes static/dist, where Django's collectstatic finds it.
import { copyFile, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import * as esbuild from "esbuild";

// The browser floor (docs/decisions/005): the last Chrome for Windows 7, an ESR, iOS 16.
const target = ["chrome109", "firefox115", "safari16"];
const common = { bundle: true, minify: true, target, logLevel: "warning", legalComments: "none" };
const outdir = "dist";

await mkdir(outdir, { recursive: true });
// The names of parts carry their hash: those of the last build must not be collected with ours.
for (const name of await readdir(outdir)) if (name.endsWith(".js")) await rm(`${outdir}/${name}`);
const [, app] = await Promise.all([
  // Blocking, in the head: sets the reader's size and colours before anything is painted.
  esbuild.build({ ...common, entryPoints: ["src/prefs.ts"], outdir, format: "iife" }),
  esbuild.build({ ...common, entryPoints: ["src/app.ts"], outdir, format: "esm", splitting: true, metafile: true }),
  esbuild.build({ ...common, entryPoints: { serviceworker: "src/offline/worker.ts", outboxworker: "src/progress/worker.ts" }, outdir, format: "iife" }),
  esbuild.build({ ...common, entryPoints: ["css/app.css", "css/print.css"], outdir, external: ["*.woff2"] }),
  copyFile("icon.svg", `${outdir}/icon.svg`),
]);

// What the worker keeps, so that every page looks and acts as ours without us (offline/shell.py).
const fonts = ["fonts/hyperlegible-400.woff2", "fonts/hyperlegible-700.woff2"];
const { outputs } = app.metafile;
const [entry] = Object.keys(outputs).filter((path) => basename(path) === "app.js");
const eager = new Set([entry]);
for (const path of eager) for (const { path: needed, kind } of outputs[path].imports) if (kind === "import-statement") eager.add(needed);
// A card is read by the camera only where its server can be reached.
const decoder = Object.keys(outputs).filter((path) => outputs[path].entryPoint === "src/progress/card-decoder.ts");
const late = Object.keys(outputs).filter((path) => !eager.has(path) && !decoder.includes(path));
const names = (paths) => [...paths].map((path) => basename(path)).sort();
const now = ["app.css", "print.css", "prefs.js", "icon.svg", ...fonts, ...names(eager)];
// `late` comes with the first saved course or profile, or when it is asked for: a first page does not pay for it.
await writeFile(`${outdir}/shell.json`, JSON.stringify({ now, late: names(late) }));
