// Copies a kept KS in clear: the button's, or else the one that the console's region uses.
import { ask } from "../ask.js";
import { copy } from "../copy.js";

export default async function copyKs(button) {
  const { session } = button.dataset;
  const which = session ? { id: session } : { region: document.getElementById("region").value };
  await copy(button, (await ask("/sessions/reveal", which)).ks);
}
