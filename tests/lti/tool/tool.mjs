// A tool that nobody here wrote, ltijs, with two pages: one does an exercise, one chooses it.
// What it is told of us comes as JSON in its first argument; it prints what it saw of each launch.
import ltijs from "ltijs";
import { memory } from "./memory.mjs";

const { port, url, clientId, authorize, token, keys } = JSON.parse(process.argv[2]);
const lti = ltijs.Provider;

// As in production but for https: a browser takes http on this machine for secure.
const cookies = { secure: true, sameSite: "None" };
lti.setup("a secret of the tool", { plugin: memory }, { cookies, devMode: false, tokenMaxAge: 60 });

const page = (title, form) => `<!doctype html><html lang="ro"><title>${title}</title><h1>${title}</h1>${form}</html>`;
const form = (action, ltik, button, more = "") =>
  `<form method="post" action="${action}"><input type="hidden" name="ltik" value="${ltik}">${more}<button>${button}</button></form>`;

lti.onConnect((told, _request, response) => {
  const { context, custom, resource, roles } = told.platformContext;
  console.log(JSON.stringify({ launch: { user: told.user, info: told.userInfo, context, custom, resource, roles } }));
  const field = '<label>Puncte <input name="points" value="8"></label>';
  response.send(page(`Exercițiul ${custom.content ?? "de început"}`, form("/done", response.locals.ltik, "Trimiteți", field)));
});

lti.onDeepLinking((_told, _request, response) => {
  response.send(page("Alegeți un exercițiu", form("/chosen", response.locals.ltik, "Harta primăriei")));
});

lti.app.post("/done", async (request, response) => {
  const { token: told } = response.locals;
  const score = { scoreGiven: Number(request.body.points), scoreMaximum: 10, activityProgress: "Completed", gradingProgress: "FullyGraded" };
  const sent = await lti.Grade.scorePublish(told, score, { id: told.platformContext.endpoint.lineitem });
  console.log(JSON.stringify({ sent }));
  response.send(page(sent.success.length ? "Scorul a plecat" : "Scorul nu a plecat", ""));
});

lti.app.post("/chosen", async (_request, response) => {
  const item = {
    type: "ltiResourceLink",
    title: "Harta primăriei",
    text: "Găsiți trei birouri pe hartă.",
    url: `http://localhost:${port}/`,
    custom: { content: "harta" },
    lineItem: { label: "Harta", scoreMaximum: 10 },
  };
  response.send(await lti.DeepLinking.createDeepLinkingForm(response.locals.token, [item], {}));
});

await lti.deploy({ port, silent: true });
await lti.registerPlatform({
  url,
  name: "Pas cu pas",
  clientId,
  authenticationEndpoint: authorize,
  accesstokenEndpoint: token,
  authConfig: { method: "JWK_SET", key: keys },
});
console.log(JSON.stringify({ ready: true }));
