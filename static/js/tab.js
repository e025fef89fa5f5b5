// What this browser tab is at: its open requests, and which of them is in front. The session storage
// is the tab's own; a duplicated tab gets a copy of it, and learns from the first one that it is one.

/** @typedef {{ url: string, title: string, region: string, place?: string, guarded?: boolean, unsent?: boolean, unsaved?: boolean }} Open */

const channel = "BroadcastChannel" in window ? new BroadcastChannel("testme-tabs") : null;
const page = String(Math.random()); // this document
let tab = read("tab", "") || renamed();

channel?.addEventListener("message", ({ data }) => {
  if (data.asks && data.tab === tab && data.page !== page) channel.postMessage({ tab, to: data.page });
  if (data.to !== page) return;
  // Another tab is this one: its drafts are copied from here on, and each once.
  tab = renamed();
  write("copied", JSON.stringify(opened().map(({ url }) => draftIn(url))));
  dispatchEvent(new Event("tab-copied"));
});
channel?.postMessage({ asks: true, tab, page });

function renamed() {
  const name = newId();
  write("tab", name);
  return name;
}

/** @param {string} url */
export const draftIn = (url) => new URL(url, location.href).searchParams.get("draft") ?? "";

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @returns {Open[]} */
export const opened = () => JSON.parse(read("open", "[]"));

export const front = () => Math.max(0, Math.min(Number(read("front", "0")), opened().length - 1));

/** @param {Open[]} all @param {number} at */
export function arrange(all, at) {
  const now = JSON.stringify(all);
  // A button that is drawn anew while it is pressed is not pressed.
  if (now === read("open", "") && at === front()) return;
  write("open", now);
  write("front", String(at));
  dispatchEvent(new Event("open-requests"));
}

// The request that stands there takes the place of the one in front, unless it is another open one.
/** @param {Open} entry */
export function open(entry) {
  const [all, draft] = [opened(), draftIn(entry.url)];
  const found = draft ? all.findIndex(({ url }) => draftIn(url) === draft) : -1;
  const at = found < 0 ? front() : found;
  all[at] = { unsent: draft !== "" && all[at]?.unsent, unsaved: draft !== "" && all[at]?.unsaved, ...entry };
  arrange(all, at);
}

// Whether a draft is another tab's, from which this one was copied; said once.
/** @param {string} draft */
export function isCopied(draft) {
  /** @type {string[]} */
  const copied = JSON.parse(read("copied", "[]"));
  if (!draft || !copied.includes(draft)) return false;
  write("copied", JSON.stringify(copied.filter((one) => one !== draft)));
  return true;
}

/** @param {string} name @param {string} otherwise */
export function read(name, otherwise) {
  try {
    return sessionStorage.getItem(name) ?? otherwise;
  } catch {
    return otherwise; // storage is switched off
  }
}

/** @param {string} name @param {string} value */
export function write(name, value) {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // Storage is switched off or full: the page alone knows it.
  }
}

// A KS that is chosen or got on the page Sessions is the one from here on.
document.addEventListener("submit", ({ target }) => {
  if (target instanceof HTMLFormElement && /\/sessions\/(choose|get|inspect)\b/.test(target.action)) write("kept", "{}");
});

// A page without a region of its own says the tab's.
const here = /** @type {HTMLElement | null} */ (document.querySelector(".masthead .here"));
const at = opened()[front()];
if (here && at?.place) {
  here.textContent = here.title = at.place;
  document.body.dataset.region = at.region;
  document.body.toggleAttribute("data-guarded", Boolean(at.guarded));
}

// Links lead to what the tab is at: the console to its form, the other pages to its region.
export const base = /** @type {HTMLAnchorElement} */ (document.querySelector(".brand")).pathname;
const ABOUT_A_REGION = /^(api-docs|console|sessions|xml-schema|client-libs|find|paste)?(\/|$)/;

for (const kind of ["click", "auxclick", "contextmenu"]) {
  document.addEventListener(kind, (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin || !link.pathname.startsWith(base)) return;
    const at = opened()[front()];
    if (!at) return;
    const { searchParams } = new URL(link.href);
    if (link.pathname === base && !link.search) link.href = at.url;
    else if (ABOUT_A_REGION.test(link.pathname.slice(base.length)) && !["region", "history", "draft"].some((name) => searchParams.has(name))) {
      searchParams.set("region", at.region);
      link.search = String(searchParams);
    }
  }, true);
}
