// Keeps what stands in the form, as it is typed: a draft at the server, sealed, under an id that the
// page's address carries. So it is there after a link, Back, a reload, or a crash of either side.
import { request } from "./ask.js";
import { draftIn, isCopied, newId, open, read, write } from "./tab.js";

const PAUSE = 400; // ms after the last letter
const RETRY = 4000; // ms after one that did not get through
const MOST_ON_LEAVING = 60_000; // bytes that a page may still send while it goes

/** @type {HTMLFormElement} */
let form;
let id = "";
let answer = "";
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
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
  addEventListener("pagehide", () => flush());
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") flush(); });
}

// A page may be asked for before what was typed last has got through.
function isOlder() {
  const drawn = Number(form.querySelector('input[name="draft"]')?.getAttribute("data-version") ?? 0);
  const tries = Number(read("draft-tries", "0"));
  const older = id !== "" && drawn < Number(read(`draft-${id}`, "0")) && tries < 3;
  write("draft-tries", older ? String(tries + 1) : "0");
  if (older) setTimeout(() => location.reload(), 200);
  return older;
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

// Something changed: it is kept in a moment.
export function touch() {
  name();
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

const here = () => open({ url: location.pathname + location.search, title: document.title, region: region() });

// Another form was drawn: a draft of its own, so that Back leads to the one before as it was left.
/** @param {string} url of the form, without the draft */
export function drawnAnew(url) {
  const [path, before] = [location.pathname, new URLSearchParams(location.search).get("region")];
  const to = new URL(url, location.href);
  if (to.pathname === path && to.searchParams.get("region") === before) {
    if (id) touch();
    return;
  }
  const began = Boolean(id);
  id = began ? newId() : "";
  answer = shownAnswer();
  history.pushState(null, "", began ? addressOf(url) : url);
  here();
  if (began) touch();
}

// The call was sent: what it answered comes back with the form.
/** @param {string} record */
export function answered(record) {
  answer = record;
  state.file = false;
  touch();
}

export function flush() {
  if (state.unsaved) return save();
}

async function save() {
  clearTimeout(timer);
  const version = String(Date.now());
  const [own, fields] = [id, new URLSearchParams({ version, answer })];
  for (const [field, value] of shown(form)) if (typeof value === "string") fields.append(field, value);
  write(`draft-${own}`, version);
  fields.delete("csrf_token");
  const body = String(fields);
  state.unsaved = false;
  state.underWay = true;
  state.large = body.length >= MOST_ON_LEAVING;
  warn();
  const options = { keepalive: !state.large, headers: { "Content-Type": "application/x-www-form-urlencoded" } };
  const kept = await request(`/drafts/${own}`, body, options).then((response) => response.ok, () => false);
  if (own !== id) return;
  state.underWay = false;
  state.failed = !kept;
  if (!kept) timer = setTimeout(save, RETRY);
  warn();
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
  const to = new URL(location.href);
  to.searchParams.set("draft", id);
  history.replaceState(null, "", to.pathname + to.search);
  here();
  state.unsaved = true;
  save();
}
