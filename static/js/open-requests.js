// The tabs of open requests: each a draft of its own, which is opened by its address.
import { ask, reasonOf } from "./ask.js";
import { duplicated, flush, knowsCall } from "./draft.js";
import { caution } from "./notice.js";
import { underWay } from "./send.js";
import { say } from "./send-state.js";
import { on } from "./shortcuts.js";
import { arrange, base, draftIn, front, opened, read, write } from "./tab.js";
import { words } from "./words.js";

/** @typedef {import("./tab.js").Open} Open */

const strip = /** @type {HTMLElement} */ (document.getElementById("open-requests"));
const list = Object.assign(document.createElement("span"), { className: "open-list" }); // what scrolls of it
const MOST = 40;
const PATIENCE = 3000; // ms that the console has to answer before its page is left
let wanted = ""; // what waits for the answer of a call, to be done after that

/** @returns {{ entry: Open, undo: string, at: number }[]} */
const closed = () => JSON.parse(read("closed", "[]"));

export function startOpenRequests() {
  addEventListener("open-requests", show);
  strip.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest("button");
    if (button?.dataset.does) perform(button.dataset.does, Number(button.dataset.at ?? front()));
    // As its key does; with a key held, a link is the browser's.
    if (!target?.closest("a") || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    perform("show", placeOf(target));
  });
  for (const does of Object.keys(VERBS)) on(does, (chord) => perform(does, does === "show" ? Number(chord.at(-1)) - 1 : front()));
  // The middle button closes a tab, and opens a call of the side bar in one.
  document.addEventListener("auxclick", (event) => {
    const target = event.button === 1 && event.target instanceof Element ? event.target : null;
    const place = placeOf(target);
    const link = target?.closest(".side-bar li a:not([data-apart])");
    if (place < 0 && !(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    if (link instanceof HTMLAnchorElement) perform("append", link.href);
    else perform("close", place);
  });
  drags();
  strip.addEventListener("keydown", moved);
  show();
  // The answer that stands there is not that of its last call.
  if (read(leftAt(), "")) {
    say(words.openRequests.left);
    write(leftAt(), "");
  }
  if (read("came-by-strip", "") === "") return;
  write("came-by-strip", "");
  current()?.focus();
}

/** @type {Record<string, (at: any) => unknown>} */
const VERBS = {
  show: (at) => opened()[at] && at !== front() && go(opened(), at),
  new: () => insert({ url: `${base}?region=${document.body.dataset.region}`, title: words.openRequests.fresh, region: document.body.dataset.region ?? "" }),
  duplicate: async () => insert({ ...opened()[front()], url: await duplicated() }),
  close,
  reopen,
  back: (at) => move(at, at - 1),
  forth: (at) => move(at, at + 1),
  append: (/** @type {string} */ url) => insert({ url, title: words.openRequests.fresh, region: document.body.dataset.region ?? "" }),
};

// Under which a page says that it was left with its call under way.
const leftAt = () => `left-call-${draftIn(location.href) || location.pathname}`;

/** @param {string} does @param {number | string} at */
async function perform(does, at) {
  try {
    if (leaves(does, at) && !(await mayLeave(`${does} ${at}`))) return;
    await VERBS[does](at);
  } catch (fault) {
    say(reasonOf(/** @type {Error} */ (fault)), true);
  }
}

/** @param {string} does @param {number | string} at */
function leaves(does, at) {
  if (does === "show") return at !== front() && Boolean(opened()[Number(at)]);
  if (does === "close") return at === front() && opened().length > 1;
  return does === "reopen" ? closed().length > 0 : !["back", "forth"].includes(does);
}

// A page that is left while a call is under way loses its answer, and one that is left for a server that
// does not answer loses everything: the one waits, unless it is asked for twice, the other is refused.
/** @param {string} what */
async function mayLeave(what) {
  const call = wanted === what ? null : underWay();
  if (call) {
    wanted = what;
    // Beside the line of state, which counts the seconds of the call meanwhile.
    caution(words.openRequests.waits);
    const answered = await call;
    if (wanted !== what) return false;
    caution("");
    wanted = "";
    if (!answered) return false;
  } else if (wanted) {
    caution("");
    wanted = "";
  }
  await fetch("/healthz", { signal: AbortSignal.timeout(PATIENCE) }).catch(() => { throw new Error(words.ask.unreachable); });
  return true;
}

/** @param {Open} entry */
function insert(entry) {
  const all = opened();
  if (all.length >= MOST) throw new Error(words.openRequests.full(MOST));
  return go(all.toSpliced(front() + 1, 0, entry), front() + 1);
}

/** @param {Open[]} all @param {number} at */
async function go(all, at) {
  await flush();
  arrange(all, at);
  leaveFor(all[at].url);
}

// The page that comes has the focus where this one had it: in the strip.
/** @param {string} url */
function leaveFor(url) {
  if (underWay() && !knowsCall()) write(leftAt(), "1");
  write("came-by-strip", "1");
  location.assign(url);
}

// One of them to another place; the one in front stays there.
/** @param {number} from @param {number} to */
function move(from, to) {
  const [all, shown] = [opened(), opened()[front()]];
  if (!all[from] || !all[to]) return;
  all.splice(to, 0, ...all.splice(from, 1));
  arrange(all, all.findIndex(({ url }) => url === shown.url));
}

/** @param {EventTarget | null} target @returns {number} -1 if it is within none */
const placeOf = (target) => (target instanceof Element ? [...strip.querySelectorAll(".open-request")].indexOf(/** @type {Element} */ (target.closest(".open-request"))) : -1);

function drags() {
  let from = -1;
  strip.addEventListener("dragstart", ({ target }) => { from = placeOf(target); });
  for (const kind of ["dragover", "drop"]) {
    strip.addEventListener(kind, (event) => {
      const to = placeOf(event.target);
      if (from < 0 || to < 0) return;
      event.preventDefault();
      if (kind === "drop") move(from, to);
    });
  }
  strip.addEventListener("dragend", () => { from = -1; });
}

/** @param {number} at */
async function close(at) {
  const [all, before] = [opened(), front()];
  if (all.length < 2 || !all[at]) return;
  if (at === before) await flush();
  const draft = draftIn(all[at].url);
  const { undo } = draft ? await ask(`/drafts/${draft}/close`, {}) : { undo: "" };
  write("closed", JSON.stringify([{ entry: all[at], undo, at }, ...closed()].slice(0, 10)));
  all.splice(at, 1);
  if (at === before) leaveFor(all[Math.min(at, all.length - 1)].url);
  arrange(all, at === before ? Math.min(at, all.length - 1) : before - Number(at < before));
}

async function reopen() {
  const [last, ...rest] = closed();
  if (!last) return;
  write("closed", JSON.stringify(rest));
  if (last.undo && !(await ask("/drafts/reopen", { undo: last.undo })).reopened) throw new Error(words.openRequests.gone);
  const at = Math.min(last.at, opened().length);
  await go(opened().toSpliced(at, 0, last.entry), at);
}

function show() {
  const [all, at] = [opened(), front()];
  const tabs = all.map((entry, place) => {
    const tab = Object.assign(document.createElement("span"), { className: "open-request" });
    const link = Object.assign(document.createElement("a"), { href: entry.url, textContent: entry.title, translate: false });
    link.dataset.region = entry.region;
    if (place === at) link.setAttribute("aria-current", "true");
    if (entry.unsent) link.append(Object.assign(document.createElement("span"), { className: "unsent", title: words.openRequests.unsent, textContent: " •" }), hidden(words.openRequests.unsent));
    if (entry.unsaved) link.append(Object.assign(document.createElement("span"), { className: "unsent", title: words.openRequests.unsaved, textContent: " *" }), hidden(words.openRequests.unsaved));
    tab.append(link);
    if (all.length > 1) tab.append(made("close", "×", words.openRequests.close(entry.title), place));
    return tab;
  });
  const more = [made("new", "+", words.openRequests.new), made("duplicate", words.openRequests.copy, words.openRequests.duplicate)];
  if (closed().length) more.push(made("reopen", words.openRequests.back, words.openRequests.reopen));
  document.getElementById("save")?.classList.toggle("is-changed", Boolean(all[at]?.unsaved));
  const focused = list.contains(document.activeElement);
  list.replaceChildren(...tabs);
  strip.replaceChildren(list, ...more);
  const link = current();
  // To ask where it is lays the page out, which one alone is no reason for.
  if (link && all.length > 1) list.scrollLeft = Math.max(0, link.offsetLeft + link.offsetWidth + 40 - list.clientWidth);
  if (focused) link?.focus();
  for (const one of stops()) one.tabIndex = one.matches("[aria-current]") ? 0 : -1;
}

/** @returns {HTMLElement | null} */
const current = () => list.querySelector("[aria-current]");

// One stop of Tab, however many are open: the arrows lead on from the one in front.
/** @returns {HTMLElement[]} */
const stops = () => [...strip.querySelectorAll(/** @type {"a"} */ ("a, button"))];

/** @param {KeyboardEvent} event */
function moved(event) {
  const all = stops();
  const at = all.indexOf(/** @type {HTMLAnchorElement} */ (event.target));
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (at < 0 || to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  all.at(to % all.length)?.focus();
}

/** @param {string} does @param {string} sign @param {string} name @param {number} [at] */
function made(does, sign, name, at) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: sign, title: name, ariaLabel: name });
  button.dataset.does = does;
  if (at !== undefined) button.dataset.at = String(at);
  return button;
}

/** @param {string} text */
const hidden = (text) => Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: ` (${text})` });
