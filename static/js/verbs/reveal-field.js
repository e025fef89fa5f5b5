// Shows what a secret field holds; a masked KS is fetched in clear first.
import { ask } from "../ask.js";
import { byId } from "../elements.js";
import { say } from "../send-state.js";

/** @param {HTMLElement} button */
export default async function revealField(button) {
  const input = byId(button.getAttribute("aria-controls") ?? "", HTMLInputElement);
  const shown = input.type === "text";
  if (!shown && input.id === "ks" && input.value.includes("••")) {
    try {
      input.value = (await ask("/sessions/reveal", { id: byId("ks-chip", HTMLElement).dataset.session ?? "" })).ks;
    } catch (fault) {
      return say(/** @type {Error} */ (fault).message, true);
    }
  }
  input.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
}
