// Starts the page. What is needed at once is imported here; each other verb is fetched when a
// button that names it (data-verb) is pressed for the first time.
import "./enter.js";
import "./search-select.js";
import "./tab.js";
import { changed, on } from "./shortcuts.js";
import { reasonOf } from "./ask.js";
import { byId, placeOf } from "./elements.js";
import { startDivider } from "./divider.js";
import { startDraft } from "./draft.js";
import { caution } from "./notice.js";
import { startOpenRequests } from "./open-requests.js";
import { recall, remember } from "./remembered.js";
import { startRequestForm } from "./request-form.js";
import { startResultTabs } from "./result-tabs.js";
import { startSideBar } from "./side-bar.js";
import { startSending } from "./send.js";
import { soon } from "./soon.js";
import { startKs } from "./tab-ks.js";

const whose = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="whose"]'))?.content;
if (whose && (recall("whose", "") || whose) !== whose) import("./whose.js").then(({ askWhose }) => askWhose(whose));
else if (whose) remember("whose", whose);
// A form or link that leads to another workspace: then that is nothing to ask about.
/** @param {Event} event */
const leads = ({ target, type }) => {
  const there = target instanceof Element ? target.closest(type === "click" ? "a" : "form") : null;
  if (there?.matches("[data-other-workspace]")) remember("whose", "");
};
document.addEventListener("submit", leads);
document.addEventListener("click", leads);

/** @type {HTMLFormElement | null} */
const form = document.querySelector("form#request");
if (form) {
  startRequestForm(form);
  startSending(form);
  startKs();
  startDraft(form);
  startDivider();
  startSideBar();
  startOpenRequests();
  startResultTabs();
  // The first Send has what it needs by then; asking for a file takes a browser 4 ms, in which nothing is painted.
  soon(() => [import("./check.js"), import("./answer/page/receive.js"), import("./filled-in.js").then((fields) => fields.startFilledIn(form)), import("./variables/at-field.js").then((fields) => fields.startAtFields()), document.getElementById("first-steps") && import("./first-steps.js").then((steps) => steps.startFirstSteps())]);
  whenShown("code-example", async () => (await import("./code-example.js")).startCodeExample(form));
  whenShown("documentation", async () => (await import("./documentation.js")).startDocumentation());
}

// What fills a tab of the result in is fetched when that is seen for the first time.
/** @param {string} id @param {() => unknown} start */
function whenShown(id, start) {
  const panel = byId(id, HTMLElement);
  if (panel.hidden) panel.addEventListener("shown", start, { once: true });
  else start();
}

document.addEventListener("click", (event) => {
  /** @type {HTMLElement | null | undefined} */
  const button = placeOf(event)?.closest("[data-verb]");
  if (!button) return;
  event.preventDefault();
  run(button.dataset.verb ?? "", button);
});

// However it is copied, what is masked says so.
document.addEventListener("copy", async () => {
  const { activeElement: at } = document;
  const within = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? at.value.slice(at.selectionStart ?? 0, at.selectionEnd ?? 0) : "";
  const text = within || String(getSelection());
  if (text.includes("••••")) (await import("./copy.js")).warnOfMasks(text);
});

// What data-verb is to a press, data-chooses is to a choice.
document.addEventListener("change", (event) => {
  const chooser = placeOf(event);
  if (chooser instanceof HTMLSelectElement && chooser.matches("[data-submits]")) chooser.form?.requestSubmit();
  if (chooser instanceof HTMLElement && chooser.dataset.chooses) run(chooser.dataset.chooses, chooser);
});

on("find", () => run("open-find"), true);
on("save", () => form && run("save-request"), true);
on("save-as", () => form && run("save-as-new"), true);
on("find-sign", () => run("open-find"), true);
on("shortcuts", () => run("show-shortcuts"), true);
// What names a shortcut on the page names the one that is in use.
if (Object.keys(changed()).length) import("./shortcuts/list.js").then((list) => list.relabel());

/** @param {string} name @param {HTMLElement} [control] that names it */
async function run(name, control) {
  try {
    const verb = await import(`./verbs/${name}.js`);
    await verb.default(control);
  } catch (fault) {
    caution(reasonOf(/** @type {Error} */ (fault)));
  }
}

if (document.querySelector("form[data-stays]")) import("./stays.js");
if (document.getElementById("workflow")) import("./workflows/start.js");
if (document.getElementById("runs")) import("./runs/list.js");
if (document.querySelector("#row-run[data-under-way]")) import("./runs/start.js");
if (document.querySelector("[data-variables]")) import("./variables/at-field.js").then((fields) => fields.startAtFields());
if (document.getElementById("workshop")) import("./workshop/start.js");
if (document.getElementById("history-filter")) import("./history/start.js");
if (document.querySelector("#saved-requests.is-page")) import("./saved/tree-keys.js").then(async ({ startKeys }) => { startKeys(); (await import("./saved/tree.js")).startSaved(); });
if (document.querySelector("details.menu, #jar")) import("./menus.js");
if (form && location.hash.startsWith("#value=")) import("./at-value.js").then((at) => at.startAtValue());

if (document.querySelector("answer-body")) import("./answer/page/answer-body.js");
if (form && document.querySelector("article.outcome-under_way")) import("./still-under-way.js");

if (document.querySelector("[data-expiry]:not([data-expiry=''])")) {
  import("./countdown.js").then((countdown) => countdown.start());
}

if (document.querySelector("time[datetime]")) {
  import("./times.js").then((times) => times.localise(document));
}
