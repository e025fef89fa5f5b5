// The history: filtered as somebody types, gone through by keyboard, selected in ranges.
import { reasonOf, request } from "../ask.js";
import { tell } from "../remembered.js";
import { startSelecting } from "./selecting.js";
import { words } from "./words.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("history-filter"));
const list = /** @type {HTMLElement} */ (document.getElementById("listed-calls"));
const text = /** @type {HTMLInputElement} */ (document.getElementById("text"));
const FILTERS = ["text", "service", "region", "outcome", "pinned"];

let latest = new AbortController();
/** @type {Promise<unknown>} */
let there = Promise.resolve();
const selecting = startSelecting(list);

form.addEventListener("input", () => show());
form.addEventListener("submit", openFirst);
form.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" || event.target !== text) return;
  event.preventDefault();
  links()[0]?.focus();
});
list.addEventListener("keydown", move);

// Days begin when the reader's do.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const typed = text.value !== text.defaultValue; // before this script was there
if (list.dataset.zone !== timeZone) tell("zone", timeZone);
if (typed || list.dataset.zone !== timeZone) show(typed ? query() : location.search);

function query() {
  const given = [...new FormData(form)].filter(([name, value]) => value !== "" && FILTERS.includes(name));
  return given.length ? `?${new URLSearchParams(/** @type {[string, string][]} */ (given))}` : "";
}

// What was asked for before is not waited for. The address says what is shown, so that Back and a reload keep it.
function show(search = query()) {
  latest.abort();
  latest = new AbortController();
  there = fetched(search, latest.signal).catch((fault) => {
    if (fault.name !== "AbortError") say(reasonOf(fault));
  });
}

/** @param {string} search @param {AbortSignal} signal */
async function fetched(search, signal) {
  const url = form.getAttribute("action") + search;
  history.replaceState(null, "", url);
  const response = await request(url, null, { method: "GET", signal });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error.message);
  const ticked = selecting.ticked();
  const parsed = new DOMParser().parseFromString(answer.html, "text/html");
  list.replaceChildren(...parsed.body.childNodes);
  keepFilters(search);
  selecting.restore(ticked);
  say(words.list.shown(links().length, list.querySelector(".below-calls") !== null));
}

// What is done with a call comes back to the list as it is filtered.
/** @param {string} search */
function keepFilters(search) {
  for (const id of ["one", "ticked", "export"]) {
    const own = document.getElementById(id);
    for (const field of own?.querySelectorAll("input:not([name=csrf_token])") ?? []) field.remove();
    for (const [name, value] of new URLSearchParams(search)) {
      if (FILTERS.includes(name)) own?.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
  }
}

/** @param {string} sentence */
function say(sentence) {
  const state = document.getElementById("history-state");
  if (state) state.textContent = sentence;
}

// Enter opens the first call, at the value that was looked for.
/** @param {SubmitEvent} event */
async function openFirst(event) {
  event.preventDefault();
  await there;
  const first = /** @type {HTMLAnchorElement | null} */ (list.querySelector(".menu-items a"));
  if (!text.value.trim() || !first) return;
  location.assign(`${first.href}#value=${encodeURIComponent(text.value.trim())}`);
}

const links = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll(".call-link")]);

/** @param {KeyboardEvent} event */
function move(event) {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  if (!(target instanceof Element) || ctrlKey || metaKey || altKey || target.closest(".menu")) return;
  const row = target.closest("tr");
  const all = links();
  const at = all.findIndex((link) => link.closest("tr") === row);
  if (at < 0) return;
  if (key === " " && target.matches(".call-link")) selecting.toggle(/** @type {HTMLElement} */ (row), event.shiftKey);
  else if (key === "ArrowUp" && at === 0) text.focus();
  else {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[key];
    if (to === undefined) return;
    all[to]?.focus();
  }
  event.preventDefault();
}
