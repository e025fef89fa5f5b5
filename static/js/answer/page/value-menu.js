// The menu beside a line or a node: copies the value or its path, and leads to what goes with it.
import { write } from "../../copy.js";
import { item, made, open } from "../../popup-menu.js";
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
  const menu = made(about.name ? words.valueMenu.label(about.name) : words.valueMenu.unnamed);
  menu.translate = true; // within the answer, which is not
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
  // Within the viewer: the menu goes when that goes.
  open(menu, button, button.closest("answer-body"));
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
