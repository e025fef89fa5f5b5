// The dialog Find: all of the schema, the pages and regions are searched here in the browser, the history by the
// server. A combobox with a listbox; nothing in it but text.
import { byId, one, placeOf } from "../elements.js";
import { entriesOf, savedEntries, savedWith } from "./entries.js";
import { Matcher } from "./matcher.js";
import { words } from "./words.js";

/** @import { Entry, Kind } from "./entries.js" */

/**
 * What is on display: an entry, or a call of the history.
 * @typedef {Pick<Entry, "label" | "detail" | "open" | "docs"> & { kind: Kind | "call", old?: boolean, words?: string }} Shown
 * @typedef {Kind | "call" | "best"} Group
 */

const BEST = 3;
const MOST_OF_A_KIND = 6;
const PAGE = 8;
const SAID_AFTER = 300; // ms without a key, for the history and for what screen readers are told

const dialog = byId("find", HTMLDialogElement);
const input = one(dialog, "input", HTMLInputElement);
const list = one(dialog, ".finder-list", HTMLElement);
const count = one(dialog, ".finder-count", HTMLElement);
/** @type {{ region: string, matcher: Matcher, first: Entry[] } | null} */
let index = null; // what is searched
/** @type {Shown[]} */
/** @type {Entry[]} */
let saved = []; // what is this workspace's own: asked for at each opening, as it changes
/** @type {Shown[]} */
let found = []; // the entries on display, in their order
let marked = -1;
let waiting = 0;
/** @type {AbortController | null} */
let asked = null;

input.addEventListener("input", look);
input.addEventListener("keydown", pressed);
one(dialog, "[data-close]", HTMLElement).addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener("close", () => { clearTimeout(waiting); asked?.abort(); });
list.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  const place = placeOf(event);
  /** @type {HTMLElement | null | undefined} */
  const option = place?.closest("[role=option]");
  const docs = Boolean(place?.closest(".finder-docs")) || event.shiftKey;
  if (option) go(found[Number(option.dataset.at)], { docs, apart: event.ctrlKey || event.metaKey });
});

export async function open() {
  if (!dialog.open) dialog.showModal();
  // On the page that finds less, what was looked for there.
  input.value ||= typedIn("#find-page-text");
  input.focus();
  input.select();
  const region = typedIn("#region");
  const own = loadSaved();
  if (index?.region !== region) await load(region);
  look();
  await own;
  look();
}

/** @param {string} selector of a control that not every page has */
function typedIn(selector) {
  /** @type {HTMLInputElement | HTMLSelectElement | null} */
  const control = document.querySelector(selector);
  return control?.value ?? "";
}

async function loadSaved() {
  const response = await fetch(dialog.dataset.saved ?? "", { headers: { Accept: "application/json" } }).catch(() => null);
  const content = response?.ok ? await response.json().catch(() => null) : null;
  saved = content ? savedEntries(content) : [];
}

/** @param {string} region */
async function load(region) {
  index = null;
  say(words.find.reading);
  const response = await fetch(`${dialog.dataset.index}?region=${encodeURIComponent(region)}`, { headers: { Accept: "application/json" } }).catch(() => null);
  const content = response?.ok ? await response.json().catch(() => null) : null;
  if (!content) return say(failed(response));
  const entries = entriesOf(content);
  const matcher = new Matcher(entries);
  index = { region, matcher, first: entries.filter(({ kind }) => kind === "page" || kind === "region") };
  // The first search is slower than all others: it is had before anything is typed.
  for (const text of ["m", "media list", "upload"]) matcher.find(text);
}

function look() {
  if (!index) return;
  clearTimeout(waiting);
  asked?.abort();
  const typed = input.value.trim();
  const all = typed ? index.matcher.find(typed).map(({ entry }) => entry) : [];
  const own = typed ? savedWith(saved, typed) : [];
  const total = all.length + own.length;
  show(typed ? arranged(all, own) : grouped(index.first));
  waiting = setTimeout(() => typed && lookInHistory(typed, total), SAID_AFTER);
  if (!typed) say(words.find.start);
  else count.ariaBusy = "true"; // told once the typing stops
}

/** @param {string} typed @param {number} total */
async function lookInHistory(typed, total) {
  asked = new AbortController();
  const { signal } = asked;
  const response = await fetch(`${dialog.dataset.history}?q=${encodeURIComponent(typed)}`, { signal, headers: { Accept: "application/json" } }).catch(() => null);
  const answered = response?.ok ? await response.json().catch(() => null) : null;
  if (signal.aborted) return;
  const calls = answered?.calls ?? [];
  if (calls.length) append("call", calls.map(callEntry));
  const unseen = answered ? "" : words.find.withoutHistory(failed(response));
  const parts = [total ? words.find.found(total) : "", calls.length ? words.find.ofHistory(calls.length) : "", unseen].filter(Boolean);
  say(parts.length ? `${parts.join(", ")}.` : words.find.nothing);
}

// What really happened: `response` is null where there was none.
/** @param {Response | null} response */
function failed(response) {
  if (!response) return words.find.unreachable;
  return response.status === 401 ? words.find.signedOut : words.find.unreadable;
}

/** @param {{ label: string, detail: string, sent: number, id: string }} call as app/pages/find/page.py gives it @returns {Shown} */
const callEntry = ({ label, detail, sent, id }) => ({
  kind: "call", label, detail: `${detail} · ${new Date(sent * 1000).toLocaleString()}`, open: `${dialog.dataset.calls}/${encodeURIComponent(id)}`, docs: "",
});

/** @param {string} sentence */
function say(sentence) {
  count.ariaBusy = "false";
  count.textContent = sentence;
}

// The best of all in front, then the others by kind, the kind of the better one first. What is saved is the best where
// its name has what is typed.
/** @param {Entry[]} all @param {{ one: Entry, rank: number }[]} own */
function arranged(all, own) {
  const [kinds, ofOwn] = [grouped(all, (at) => at < BEST), own.map(({ one }) => one)];
  if (!own.length) return kinds;
  const [best, ...others] = kinds;
  /** @type {[Group, Entry[]]} */
  const group = ["saved", ofOwn];
  return new Map(own[0].rank ? [group, ...kinds] : [...(best ? [best] : []), group, ...others]);
}

/** @param {Entry[]} entries @param {(at: number) => boolean} [isBest] */
function grouped(entries, isBest = () => false) {
  /** @type {Map<Group, Entry[]>} */
  const kinds = new Map();
  entries.forEach((entry, at) => {
    const kind = isBest(at) ? "best" : entry.kind;
    const group = kinds.get(kind) ?? [];
    group.push(entry);
    kinds.set(kind, group);
  });
  return kinds;
}

/** @param {Map<Group, Shown[]>} kinds */
function show(kinds) {
  found = [];
  list.replaceChildren();
  for (const [kind, entries] of kinds) append(kind, entries);
  list.scrollTop = 0;
  mark(found.length ? 0 : -1);
}

/** @param {Group} kind @param {Shown[]} entries */
function append(kind, entries) {
  const shown = kind === "page" && !input.value ? entries : entries.slice(0, kind === "call" ? entries.length : MOST_OF_A_KIND);
  const title = element("div", { id: `find-kind-${kind}`, className: "finder-kind", role: "presentation" }, words.find.groups[kind]);
  if (shown.length < entries.length) title.append(element("span", { className: "hint" }, words.find.someOf(shown.length, entries.length)));
  const group = element("div", { role: "group" });
  group.setAttribute("aria-labelledby", title.id);
  group.append(title, ...shown.map((entry) => option(entry, kind)));
  list.append(group);
  list.hidden = false;
  if (marked < 0 && kind === "call") mark(0);
}

/** @param {Shown} entry @param {Group} kind */
function option(entry, kind) {
  const at = found.push(entry) - 1;
  const row = element("div", { id: `find-option-${at}`, role: "option", ariaSelected: "false" });
  row.dataset.at = String(at);
  row.append(element("span", { className: "finder-label", translate: entry.kind === "page" || entry.kind === "workflow" }, entry.label), " ");
  const about = [kind === "best" && entry.kind !== "call" ? words.find.kinds[entry.kind] : "", entry.old ? words.find.deprecated : "", entry.detail].filter(Boolean).join(" · ");
  row.append(element("span", { className: "finder-detail" }, about || (entry.words ?? "")));
  if (entry.docs) row.append(element("span", { className: "finder-docs", ariaHidden: "true", title: words.find.docsTitle }, words.find.docs));
  return row;
}

/** @param {string} tag @param {Partial<HTMLElement>} facts */
function element(tag, facts, text = "") {
  return Object.assign(document.createElement(tag), facts, { textContent: text });
}

/** @param {number} at */
function mark(at) {
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  marked = at;
  list.hidden = !found.length;
  input.ariaExpanded = String(found.length > 0);
  const row = document.getElementById(`find-option-${at}`);
  if (!row) return input.removeAttribute("aria-activedescendant");
  row.setAttribute("aria-selected", "true");
  input.setAttribute("aria-activedescendant", row.id);
  if (at) row.scrollIntoView({ block: "nearest" });
  else list.scrollTop = 0;
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.isComposing) return;
  /** @type {Record<string, number>} */
  const moves = { ArrowDown: marked + 1, ArrowUp: marked - 1, PageDown: marked + PAGE, PageUp: marked - PAGE };
  if (event.key in moves) {
    if (found.length) mark(Math.min(Math.max(moves[event.key], 0), found.length - 1));
  } else if (event.key === "Enter") {
    // Without anything to open the form is sent: to the page that finds without scripts.
    if (!found.length && !event.ctrlKey && !event.metaKey) return;
    if (found.length) go(found[marked], { docs: event.shiftKey, apart: event.ctrlKey || event.metaKey });
    event.stopPropagation();
  } else if (event.key === "Escape") {
    dialog.close();
  } else return;
  event.preventDefault();
}

/** @param {Shown} entry @param {{ docs: boolean, apart: boolean }} how */
function go(entry, { docs, apart }) {
  const address = docs && entry.docs ? entry.docs : addressOf(entry);
  if (apart) return window.open(address, "_blank", "noopener");
  dialog.close();
  return location.assign(address);
}

// A form opens for the region that the page is about.
/** @param {Shown} entry */
const addressOf = ({ open: address, docs }) => (docs && index?.region ? `${address}?region=${encodeURIComponent(index.region)}` : address);
