// The menu of an id: the calls that take it, as links to their filled-in forms.
import { headers, Refusal } from "../../ask.js";
import { words } from "./words.js";

/** @typedef {{ service: string, action: string, parameter: string, class_name: string, title: string, changes: boolean }} Link a call, as /schema/links gives it */
/** @typedef {{ region?: string, className: string, property: string, value: string }} Id whose calls are wanted */

/** @type {(() => void) | null} */
let close = null; // closes the menu that is open

// Opens at the button; resolves once the links are there. Pressing the button again closes it.
/** @param {HTMLElement} button @param {Id} id */
export async function openLinks(button, { region = "", className, property, value }) {
  const again = button.getAttribute("aria-expanded") === "true";
  close?.();
  if (again) return;
  const popup = Object.assign(document.createElement("div"), { className: "links-menu" });
  const status = Object.assign(document.createElement("p"), { className: "links-status", textContent: words.linksMenu.reading });
  status.setAttribute("role", "status");
  popup.append(status);
  // Within a landmark, and within a dialog where the button is in one: all else is behind it.
  (button.closest("dialog, main") ?? document.body).append(popup);
  place(popup, button);
  close = watch(popup, button);
  try {
    const links = await ask(region, className, property);
    if (!popup.isConnected) return;
    if (links.length) fill(popup, links, { region, value });
    else status.textContent = words.linksMenu.none;
  } catch (fault) {
    status.textContent = /** @type {Error} */ (fault).message;
  }
  if (popup.isConnected) place(popup, button);
}

/** @param {Link} link @param {string} region @param {string} value */
export function hrefOf(link, region, value) {
  const query = new URLSearchParams([["region", region], [`param:${link.parameter}`, value]]);
  if (link.class_name) query.append(`param:${link.parameter.split(":")[0]}:objectType`, link.class_name);
  return `/console/service/${encodeURIComponent(link.service)}/action/${encodeURIComponent(link.action)}?${query}`;
}

/** @param {string} region @param {string} className @param {string} property @returns {Promise<Link[]>} */
async function ask(region, className, property) {
  const query = new URLSearchParams({ region, class: className, property });
  const response = await fetch(`/schema/links?${query}`, { headers: headers() });
  const told = await response.json().catch(() => null);
  if (!response.ok || !told) throw new Refusal(response.status, told);
  return told.links;
}

/** @param {HTMLElement} popup @param {Link[]} links @param {{ region: string, value: string }} id */
function fill(popup, links, { region, value }) {
  const filter = Object.assign(document.createElement("input"), { type: "search", autocomplete: "off", spellcheck: false, placeholder: words.linksMenu.hint });
  filter.setAttribute("aria-label", words.linksMenu.filter);
  const menu = document.createElement("div");
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", words.linksMenu.label);
  const items = links.map((link) => {
    const item = Object.assign(document.createElement("a"), { href: hrefOf(link, region, value) });
    item.setAttribute("role", "menuitem");
    item.append(Object.assign(document.createElement("span"), { textContent: link.title, translate: false }));
    if (link.changes) item.append(Object.assign(document.createElement("small"), { textContent: words.linksMenu.changes }));
    return item;
  });
  menu.append(...items);
  const nothing = Object.assign(document.createElement("p"), { className: "links-status", textContent: "" });
  nothing.setAttribute("role", "status");
  const narrow = () => {
    const pieces = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of items) item.hidden = !pieces.every((piece) => item.textContent.toLowerCase().includes(piece));
    const first = items.find((item) => !item.hidden);
    for (const item of items) item.tabIndex = item === first ? 0 : -1;
    nothing.textContent = items.every((item) => item.hidden) ? words.linksMenu.nothing : "";
  };
  filter.addEventListener("input", narrow);
  popup.addEventListener("keydown", (event) => onKey(event, filter, items.filter((item) => !item.hidden)));
  narrow();
  popup.replaceChildren(filter, menu, nothing);
  filter.focus();
}

/** @param {KeyboardEvent} event @param {HTMLInputElement} filter @param {HTMLElement[]} shown */
function onKey(event, filter, shown) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const at = shown.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  /** @type {Record<string, number>} */
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 };
  const inFilter = document.activeElement === filter;
  if (event.key in moves && !(inFilter && ["Home", "End"].includes(event.key))) {
    // Up from the first call is the filter again.
    (moves[event.key] < 0 ? filter : shown[Math.min(moves[event.key], shown.length - 1)])?.focus();
  } else if (inFilter && event.key === "Enter") {
    shown[0]?.click();
  } else if (!inFilter && event.key.length === 1 && event.key !== " ") {
    filter.focus(); // what is typed goes on narrowing the list
    return;
  } else return;
  event.preventDefault();
}

/** @param {HTMLElement} popup @param {HTMLElement} button */
function watch(popup, button) {
  /** @param {EventTarget | null} target */
  const beyond = (target) => !(target instanceof Node && (popup.contains(target) || button.contains(target)));
  /** @param {Event} event */
  const outside = ({ target }) => { if (beyond(target)) end(); };
  // The button's own press closes: were it closed here already, the press would open it again.
  /** @param {FocusEvent} event */
  const left = ({ relatedTarget: to }) => { if (to && beyond(to)) end(); };
  /** @param {KeyboardEvent} event */
  const escaped = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    end();
    button.focus();
  };
  const moved = () => place(popup, button);
  const end = () => {
    document.removeEventListener("pointerdown", outside);
    document.removeEventListener("keydown", escaped, true);
    removeEventListener("resize", moved);
    popup.remove();
    button.setAttribute("aria-expanded", "false");
    close = null;
  };
  document.addEventListener("pointerdown", outside);
  document.addEventListener("keydown", escaped, true);
  addEventListener("resize", moved);
  popup.addEventListener("focusout", left);
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "true");
  return end;
}

const GAP = 4; // pixels

/** @param {HTMLElement} popup @param {HTMLElement} button */
function place(popup, button) {
  const at = button.getBoundingClientRect();
  const left = Math.max(GAP, Math.min(at.left, document.documentElement.clientWidth - popup.offsetWidth - GAP));
  const below = innerHeight - at.bottom;
  const under = below >= popup.offsetHeight + GAP || below >= at.top;
  const top = Math.max(GAP, under ? at.bottom + GAP : at.top - popup.offsetHeight - GAP);
  // From the window's coordinates to those of whatever the popup is positioned in.
  popup.style.setProperty("left", "0");
  popup.style.setProperty("top", "0");
  const origin = popup.getBoundingClientRect();
  popup.style.setProperty("left", `${left - origin.left}px`);
  popup.style.setProperty("top", `${top - origin.top}px`);
}
