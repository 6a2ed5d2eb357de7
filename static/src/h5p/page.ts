/** In the frame: plays the package with h5p-standalone, and tells the page around it what happens. */
import { lendStorage } from "./storage.ts";

interface Player {
  H5P: new (place: HTMLElement, options: Record<string, unknown>) => PromiseLike<unknown>;
}

interface Statement {
  verb: unknown;
  object?: { id?: unknown };
  result?: { score?: unknown; completion?: unknown };
  context?: unknown;
}

interface Core {
  externalDispatcher: { on(name: "xAPI", hear: (event: { data: { statement: Statement } }) => void): void };
}

declare const H5PStandalone: Player;
declare const H5P: Core;

const { package: digest = "", files = "", core = "", style = "", reader } = document.body.dataset;
const place = document.getElementById("h5p")!;

function tell(message: Record<string, unknown>): void {
  // To our own page and to nobody else who might show this one.
  parent.postMessage({ h5p: digest, ...message }, reader || location.origin);
}

/** The height of what is played; the document's own would never become less than the frame's. */
function measured(): { height: number } {
  return { height: document.body.scrollHeight };
}

lendStorage(window);
// Otherwise the core makes a number for whoever plays, and keeps it on the device: it finds this one.
localStorage.setItem("H5PUserUUID", "-");

const play = new H5PStandalone.H5P(place, {
  id: digest.slice(0, 12),
  h5pJsonPath: files,
  frameJs: core,
  frameCss: style,
  embedType: "div", // the other one writes a script into the page, which the policy refuses
  frame: false,
  copyright: false,
  export: false,
  icon: false,
});
play.then(
  () => {
    H5P.externalDispatcher.on("xAPI", ({ data: { statement } }) => {
      // What was done and how well; not by whom, and not what was typed. As plain data: it must be carried.
      const { verb, object, result, context } = statement;
      const { score, completion } = result ?? {};
      tell({ statement: JSON.parse(JSON.stringify({ verb, object: { id: object?.id }, result: result && { score, completion }, context })) });
    });
    new ResizeObserver(() => tell(measured())).observe(place);
    tell({ ready: true, ...measured() });
  },
  () => tell({ failed: true }),
);
