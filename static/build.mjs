// Builds what browsers load: `npm run build` writes static/dist, where Django's collectstatic finds it.
import { copyFile, mkdir } from "node:fs/promises";
import * as esbuild from "esbuild";

// The browser floor (docs/decisions/005): the last Chrome for Windows 7, an ESR, iOS 16.
const target = ["chrome109", "firefox115", "safari16"];
const common = { bundle: true, minify: true, target, logLevel: "warning", legalComments: "none" };

await mkdir("dist", { recursive: true });
await Promise.all([
  // Blocking, in the head: sets the reader's size and colours before anything is painted.
  esbuild.build({ ...common, entryPoints: ["src/prefs.ts"], outdir: "dist", format: "iife" }),
  esbuild.build({ ...common, entryPoints: ["src/app.ts"], outdir: "dist", format: "esm" }),
  esbuild.build({ ...common, entryPoints: ["css/app.css", "css/print.css"], outdir: "dist", external: ["*.woff2"] }),
  copyFile("icon.svg", "dist/icon.svg"),
]);
