/** What pages under /lti/ do by themselves; each has a button that does the same. */

/** The form that takes a teacher's choice back to the platform is sent at once. */
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-send-now]")) form.requestSubmit();

/** The way to a tool goes on by itself, and the page before it is none to come back to. */
for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-go-now]")) location.replace(link.href);

/** A platform that was registered closes our window when we say so (LTI Dynamic Registration 1.0, section 3.4.4). */
for (const line of document.querySelectorAll<HTMLElement>("[data-registered]")) {
  const platform = window.opener ?? (window.parent === window ? null : window.parent);
  const button = line.querySelector("button");
  if (!platform || !button) continue;
  button.hidden = false;
  button.addEventListener("click", () => platform.postMessage({ subject: "org.imsglobal.lti.close" }, line.dataset["registered"] ?? ""));
}

/** A list that is still on its way from the platform is looked for again. */
if (document.querySelector("[data-coming]")) setTimeout(() => location.reload(), 3_000);
