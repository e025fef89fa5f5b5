// Copies an application token that was just made, out of its recorded call.
import { ask } from "../ask.js";
import { copy } from "../copy.js";

/** @param {HTMLElement} button */
export default async function copyToken(button) {
  const { record } = button.dataset;
  await copy(button, (await ask("/sessions/tokens/reveal", { record: record ?? "" })).token);
}
