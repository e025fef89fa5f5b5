// The menu beside a line or a node: copies the value or its path, and leads to what goes with it.
import { write } from "../../copy.js";
import { isId } from "./calls-button.js";
import { words } from "./words.js";

/**
 * What the Worker says of a node: see worker/text-handlers.js.
 * @typedef {{
 *   node: number, name: string, text: string, kind: string, literal: string, className: string, ownerClass: string,
 *   xPath: string | null, jsonPath: string | null, reference: string | null,
 * }} About
 */

// `value` promises the node's text, `say` is for what came of it.
/**
 * @param {HTMLElement} button
 * @param {{ about: About, value: () => Promise<string>, body: { facts: { region?: string } }, say: (sentence: string) => void }} of
 */
export async function openValueMenu(button, { about, value, body, say }) {
  const menu = document.createElement("div");
  menu.className = "value-menu";
  menu.translate = true; // within the answer, which is not
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", about.name ? words.valueMenu.label(about.name) : words.valueMenu.unnamed);
  menu.popover = "auto";
  const close = () => menu.hidePopover();
  /** @param {string} label @param {string} hint @param {() => unknown} act */
  const add = (label, hint, act) => menu.append(item(label, hint, act, close));
  /** @param {"value" | "xPath" | "jsonPath" | "reference"} what @param {() => string | Promise<string>} text */
  const copying = (what, text) => async () => say((await write(await text())) ? words.valueMenu.copied[what] : words.valueMenu.refused);
  add(about.kind === "scalar" ? words.valueMenu.copy.value : words.valueMenu.copy.raw, "", copying("value", value));
  for (const what of /** @type {const} */ (["xPath", "jsonPath", "reference"])) {
    const text = about[what];
    if (text) add(words.valueMenu.copy[what], text, copying(what, () => text));
  }
  const { region } = body.facts;
  const call = /** @type {HTMLElement | null} */ (button.closest("[data-record]"))?.dataset.record ?? /** @type {HTMLElement | null} */ (button.closest("article"))?.dataset.record;
  const { jsonPath: path, name } = about;
  if (path && call) {
    add(words.valueMenu.variable, "", async () => {
      const { makeVariable } = await import("../../saved/make-variable.js");
      makeVariable(button, { call, path, name, region: region ?? "", say });
    });
  }
  if (about.className) menu.append(documentation(about.className));
  if (about.kind === "scalar" && (await isId(region, about.ownerClass, about.name).catch(() => false))) {
    add(words.valueMenu.calls, "", async () => {
      const { openLinks } = await import("./links-menu.js");
      await openLinks(button, { region, className: about.ownerClass, property: about.name, value: await value() });
    });
  }
  open(menu, button);
}

/** @param {string} label @param {string} hint @param {() => unknown} act @param {() => void} close */
function item(label, hint, act, close) {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("role", "menuitem");
  button.tabIndex = -1;
  button.append(label);
  if (hint) button.append(Object.assign(document.createElement("code"), { translate: false, textContent: hint.length > 60 ? `${hint.slice(0, 59)}…` : hint }));
  button.addEventListener("click", () => {
    close();
    act();
  });
  return button;
}

/** @param {string} className */
export function documentation(className) {
  const link = document.createElement("a");
  link.href = `/api-docs/object/${encodeURIComponent(className)}`;
  link.setAttribute("role", "menuitem");
  link.tabIndex = -1;
  link.textContent = words.valueMenu.about(className);
  return link;
}

/** @param {HTMLElement} menu @param {HTMLElement} button */
function open(menu, button) {
  // Within the viewer, so that the menu goes when the viewer goes.
  button.closest("answer-body")?.append(menu);
  menu.addEventListener("beforetoggle", (event) => button.setAttribute("aria-expanded", String(event.newState === "open")));
  menu.addEventListener("toggle", (event) => event.newState === "closed" && menu.remove());
  menu.addEventListener("keydown", (event) => move(event, menu, button));
  menu.showPopover();
  const [place, size] = [button.getBoundingClientRect(), menu.getBoundingClientRect()];
  const below = place.bottom + size.height < innerHeight;
  menu.style.setProperty("left", `${Math.max(4, Math.min(place.left, innerWidth - size.width - 8))}px`);
  menu.style.setProperty("top", `${Math.max(4, below ? place.bottom + 2 : place.top - size.height - 2)}px`);
  /** @type {HTMLElement | null} */ (menu.firstElementChild)?.focus();
}

/** @param {KeyboardEvent} event @param {HTMLElement} menu @param {HTMLElement} button */
function move(event, menu, button) {
  const items = /** @type {HTMLElement[]} */ ([...menu.children]);
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  /** @type {Record<string, number>} */
  const places = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 };
  const to = event.key in places ? places[event.key] : -1;
  if (event.key === "Escape" || event.key === "Tab") {
    menu.hidePopover();
    button.focus();
  } else if (to < 0) return;
  else items[to % items.length].focus();
  event.preventDefault();
  event.stopPropagation();
}
