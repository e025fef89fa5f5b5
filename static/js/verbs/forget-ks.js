// Forgets the region's kept KS on this console; at the endpoint it stays valid.
import { ask } from "../ask.js";
import { empty } from "../ks-field.js";

export default async function forgetKs() {
  await ask("/sessions/forget", { region: document.getElementById("region").value });
  empty();
  document.getElementById("ks").focus();
}
