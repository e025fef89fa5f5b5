// The button beside an id: the calls that take it.
import { meaningsOf } from "./meanings.js";
import { words } from "./words.js";

/** @typedef {{ region: string, className: string, property: string, value: string }} Id */

/** @param {Id} id what it stands beside; it is no stop of Tab by itself, as the view has its own keys */
export function callsButton(id) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "calls-button", tabIndex: -1, title: words.callsButton.text, textContent: words.callsButton.text, ariaLabel: words.callsButton.name(id.value), translate: true });
  button.addEventListener("click", async (event) => {
    event.stopPropagation();
    const { openLinks } = await import("./links-menu.js");
    await openLinks(button, id);
  });
  return button;
}

// Whether a property's value is an id that calls take.
/** @param {string | undefined} region @param {string} className @param {string} property */
export async function isId(region, className, property) {
  if (!region || !className || !property) return false;
  return (await meaningsOf(region, [className])).get(className)?.get(property)?.kind === "id";
}
