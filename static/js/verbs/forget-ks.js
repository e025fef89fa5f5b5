// Forgets the region's chosen KS on this console; at the endpoint it stays valid.
import { ask } from "../ask.js";
import { empty } from "../ks-field.js";

export default async function forgetKs() {
  const { choices } = await ask("/sessions/forget", { region: document.getElementById("region").value });
  empty(choices);
  document.getElementById("ks").focus();
}
