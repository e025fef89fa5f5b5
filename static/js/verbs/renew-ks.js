// Starts the chosen KS's session once more; the new KS takes its place in the form.
import { ask } from "../ask.js";
import { byId } from "../elements.js";
import { fill } from "../ks-field.js";
import { say } from "../send-state.js";
import { words } from "../words.js";

/** @param {HTMLButtonElement} button */
export default async function renewKs(button) {
  const id = byId("ks-chip", HTMLElement).dataset.session ?? "";
  button.disabled = true;
  try {
    const { ks } = await ask("/sessions/renew", { id });
    fill(ks);
    say(words.renewKs.done);
    byId("ks", HTMLInputElement).focus();
  } catch (fault) {
    say(/** @type {Error} */ (fault).message, true);
  } finally {
    button.disabled = false;
  }
}
