// The tabs of open requests: each a draft of its own, which is opened by its address.
import { ask, reasonOf } from "./ask.js";
import { duplicated, flush } from "./draft.js";
import { say } from "./send-state.js";
import { arrange, base, draftIn, front, opened, read, write } from "./tab.js";
import { words } from "./words.js";

/** @typedef {import("./tab.js").Open} Open */

const strip = /** @type {HTMLElement} */ (document.getElementById("open-requests"));
const MOST = 40;

/** @returns {{ entry: Open, undo: string, at: number }[]} */
const closed = () => JSON.parse(read("closed", "[]"));

export function startOpenRequests() {
  addEventListener("open-requests", show);
  strip.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.dataset.does) perform(button.dataset.does, Number(button.dataset.at ?? front()));
  });
  document.addEventListener("keydown", pressed);
  show();
}

// By the key's place: Alt with a letter types another character on some keyboards.
/** @param {KeyboardEvent} event */
function pressed(event) {
  if (!event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  const does = digit ? "show" : { KeyT: event.shiftKey ? "reopen" : "new", KeyW: "close", KeyD: "duplicate", PageUp: "left", PageDown: "right" }[event.code];
  if (!does || (["left", "right"].includes(does) && !event.shiftKey)) return;
  event.preventDefault();
  perform(does, digit ? Number(digit) - 1 : front());
}

/** @type {Record<string, (at: number) => unknown>} */
const VERBS = {
  show: (at) => opened()[at] && at !== front() && go(opened(), at),
  new: () => insert({ url: `${base}?region=${document.body.dataset.region}`, title: words.openRequests.fresh, region: document.body.dataset.region ?? "" }),
  duplicate: async () => insert({ ...opened()[front()], url: await duplicated() }),
  close,
  reopen,
  left: (at) => swap(at, at - 1),
  right: (at) => swap(at, at + 1),
};

/** @param {string} does @param {number} at */
async function perform(does, at) {
  try {
    await VERBS[does](at);
  } catch (fault) {
    say(reasonOf(/** @type {Error} */ (fault)), true);
  }
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
  location.assign(all[at].url);
}

/** @param {number} one @param {number} other */
function swap(one, other) {
  const all = opened();
  if (!all[other]) return;
  [all[one], all[other]] = [all[other], all[one]];
  arrange(all, other);
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
  if (at === before) location.assign(all[Math.min(at, all.length - 1)].url);
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
    tab.append(link);
    if (all.length > 1) tab.append(made("close", "×", words.openRequests.close(entry.title), place));
    return tab;
  });
  const more = [made("new", "+", words.openRequests.new), made("duplicate", words.openRequests.copy, words.openRequests.duplicate)];
  if (closed().length) more.push(made("reopen", words.openRequests.back, words.openRequests.reopen));
  strip.replaceChildren(...tabs, ...more);
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
