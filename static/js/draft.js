// Keeps what stands in the form, as it is typed: a draft at the server, sealed, under an id that the
// page's address carries. So it is there after a link, Back, a reload, or a crash of either side.
import { request } from "./ask.js";
import { base, draftIn, isCopied, newId, open, read, write } from "./tab.js";
import { words } from "./words.js";

const PAUSE = 400; // ms after the last letter
const RETRY = 4000; // ms after one that did not get through
const MOST_ON_LEAVING = 60_000; // bytes that a page may still send while it goes

/** @type {HTMLFormElement} */
let form;
let id = "";
let answer = "";
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {Map<string, string>} */
const bodies = new Map(); // what each draft of this page was last kept as
// What keeps the page from being left without a question, and what is still to be kept.
const state = { unsaved: false, underWay: false, failed: false, large: false, file: false };

/** @param {HTMLFormElement} request */
export function startDraft(request) {
  form = request;
  id = draftIn(location.href);
  answer = shownAnswer();
  if (isOlder()) return;
  here();
  // A draft that this tab never kept is another's, whose address was taken over.
  if (isCopied(id) || (id && !read(`draft-${id}`, ""))) copied();
  addEventListener("tab-copied", () => { if (isCopied(id)) copied(); });
  for (const kind of ["input", "change"]) form.addEventListener(kind, typed);
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") flush(); });
}

// What is not kept yet goes with the page: its secrets to the server alone, the rest to the tab too, for
// a server that does not answer.
function leave() {
  if (!state.unsaved && !state.underWay && !state.failed) return;
  const fields = new URLSearchParams(fieldsOf(shown(form)));
  const secret = form.querySelectorAll('[data-kind="secret"] [name], input[type="password"]');
  for (const one of secret) fields.delete(one.getAttribute("name") ?? "");
  write("left", JSON.stringify({ id, version: Date.now() - 1, fields: String(fields) }));
  save();
}

// Gives whether the tab has what the server never got, which is brought there now.
/** @param {number} drawn */
function bringsLeft(drawn) {
  const left = JSON.parse(read("left", "{}"));
  write("left", "{}");
  if (!id || left.id !== id || left.version <= drawn) return false;
  bodies.set(id, left.fields);
  comeAgain(post(id, answer, String(left.version)));
  return true;
}

// A page may be asked for before what was typed last has got through.
function isOlder() {
  const drawn = Number(form.querySelector('input[name="draft"]')?.getAttribute("data-version") ?? 0);
  const tries = Number(read("draft-tries", "0"));
  const older = id !== "" && drawn < Number(read(`draft-${id}`, "0")) && tries < 3;
  write("draft-tries", older ? String(tries + 1) : "0");
  if (older) comeAgain(new Promise((resume) => setTimeout(resume, 200)));
  return older || bringsLeft(drawn);
}

// Whoever goes elsewhere meanwhile gets there: a page that loads itself anew would take that back. One that is
// still here after that, as of a download, is loaded all the same.
/** @param {Promise<unknown>} ready */
function comeAgain(ready) {
  let leaving = false;
  addEventListener("beforeunload", () => { leaving = true; });
  ready.then(() => leaving ? setTimeout(() => location.reload(), 5000) : location.reload());
}

const shownAnswer = () => document.querySelector("#answer article")?.getAttribute("data-record") ?? "";

// The form as it stands there: a list in which something else was just chosen counts with what is drawn.
/** @param {HTMLFormElement} request */
export function shown(request) {
  const fields = new FormData(request);
  fields.set("region", region());
  /** @type {NodeListOf<HTMLSelectElement>} */
  const choices = request.querySelectorAll("select[data-changes-form]");
  for (const select of choices) fields.set(select.name, drawn(select));
  return fields;
}

/** @param {HTMLSelectElement} select */
export const drawn = (select) => ([...select.options].find((option) => option.defaultSelected) ?? select.options[0]).value;

/** @param {Event} event */
function typed(event) {
  const target = /** @type {HTMLInputElement} */ (event.target);
  if (!target.name || target.matches("[data-changes-form], #region")) return;
  if (target.type === "file") state.file = Boolean(target.files?.length);
  touch();
}

// Something changed: it is kept in a moment. A saved request is one that differs then, unless it was only sent.
export function touch(isTyped = true) {
  name();
  here({ unsent: true, ...(isTyped && form.querySelector('input[name="saved"]') ? { unsaved: true } : {}) });
  state.unsaved = true;
  warn();
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

function name() {
  if (id) return;
  id = newId();
  history.replaceState(null, "", addressOf(`${location.pathname}?region=${encodeURIComponent(region())}`));
  here();
}

const region = () => document.body.dataset.region ?? "";

/** @param {string} url */
const addressOf = (url) => `${url}${url.includes("?") ? "&" : "?"}draft=${id}`;

// What stands there is the saved request of that id from here on, as it is saved.
/** @param {string} saved @param {string} title */
export function isSaved(saved, title) {
  document.title = `${title} · TestMe`;
  if (id) save();
  else history.replaceState(null, "", `${base}?${new URLSearchParams({ saved, region: region() })}`);
  here({ unsaved: false });
}

/** @param {{ unsent?: boolean, unsaved?: boolean }} [how] */
const here = (how = {}) => open({ url: location.pathname + location.search, title: document.title.split(" · ")[0], region: region(), ...where(), ...how });

function where() {
  const place = /** @type {HTMLOptionElement | null} */ (document.querySelector(`#region option[value="${CSS.escape(region())}"]`));
  return { place: place?.dataset.guarded ?? place?.text ?? "", guarded: place?.dataset.guarded !== undefined };
}

// Another form was drawn: a draft of its own, so that Back leads to the one before as it was left. What a
// button filled in or took out counts as if it were typed.
/** @param {string} url of the form, without the draft @param {boolean} filled whether a button did that */
export function drawnAnew(url, filled) {
  const [path, before] = [location.pathname, new URLSearchParams(location.search).get("region")];
  const to = new URL(url, location.href);
  if (to.pathname === path && to.searchParams.get("region") === before) {
    if (id || filled) touch();
    return;
  }
  const began = Boolean(id);
  id = began ? newId() : "";
  answer = shownAnswer();
  history.pushState(null, "", began ? addressOf(url) : url);
  here();
  if (began || filled) touch();
}

// Whether the call under way is known by its record: then its draft has what comes of it, whoever leaves.
let isKnown = false;
export const knowsCall = () => isKnown;

// The call goes out: what it answers comes back with its form, whichever stands there by then. One that is
// waited for is kept with the page that is left.
export function goesOut() {
  const own = id;
  isKnown = false;
  if (own) bodies.set(own, fieldsOf(shown(form)));
  /** @param {string} record */
  const waited = (record) => {
    if (own !== id) return;
    name();
    [answer, isKnown, state.unsaved] = [record, true, true];
  };
  /** @param {string} record */
  const answered = (record) => {
    answer = record;
    state.file = false;
    if (own && own !== id) post(own, record, String(Date.now()));
    touch(false);
    if (!own || own === id) here({ unsent: false });
  };
  return { waited, answered };
}

// A second request like this one, under an id of its own.
export async function duplicated() {
  const own = newId();
  bodies.set(own, fieldsOf(shown(form)));
  if (!(await post(own, answer, String(Date.now())))) throw new Error(words.openRequests.unkept);
  return hereAs(own);
}

// The page's address with another draft in it.
/** @param {string} draft */
function hereAs(draft) {
  const to = new URL(location.href);
  to.searchParams.set("draft", draft);
  return to.pathname + to.search;
}

export function flush() {
  if (state.unsaved) return save();
}

async function save() {
  clearTimeout(timer);
  const version = String(Date.now());
  const [own, fields] = [id, fieldsOf(shown(form))];
  bodies.set(own, fields);
  state.unsaved = false;
  state.underWay = true;
  state.large = fields.length >= MOST_ON_LEAVING;
  warn();
  const kept = await post(own, answer, version, !state.large);
  if (own !== id) return;
  state.underWay = false;
  state.failed = !kept;
  if (!kept) timer = setTimeout(save, RETRY);
  warn();
}

/** @param {FormData} all */
function fieldsOf(all) {
  const fields = new URLSearchParams();
  for (const [field, value] of all) if (typeof value === "string" && field !== "csrf_token") fields.append(field, value);
  return String(fields);
}

// Gives whether the draft is kept, with the record that its call was answered by.
/** @param {string} own @param {string} record @param {string} version */
function post(own, record, version, keepalive = false) {
  write(`draft-${own}`, version);
  const body = `${new URLSearchParams({ version, answer: record })}&${bodies.get(own)}`;
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  return request(`/drafts/${own}`, body, { keepalive, headers }).then((response) => response.ok, () => false);
}

// Asks before the page is left, but only where something could not be kept: what did not get through,
// what is too large to be sent while it goes, and a file that was chosen and not sent.
function warn() {
  const { unsaved, underWay, failed, large, file } = state;
  removeEventListener("beforeunload", hold);
  if (failed || file || (large && (unsaved || underWay))) addEventListener("beforeunload", hold);
}

/** @param {BeforeUnloadEvent} event */
const hold = (event) => event.preventDefault();

// This tab is a copy of another one: from here on each has a draft of its own.
function copied() {
  id = newId();
  history.replaceState(null, "", hereAs(id));
  here();
  state.unsaved = true;
  save();
}
