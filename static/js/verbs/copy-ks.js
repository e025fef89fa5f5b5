// Copies the region's kept KS in clear.
import { ask } from "../ask.js";
import { copy } from "../copy.js";

export default async function copyKs(button) {
  const region = button.dataset.region ?? document.getElementById("region").value;
  await copy(button, (await ask("/sessions/reveal", { region })).ks);
}
