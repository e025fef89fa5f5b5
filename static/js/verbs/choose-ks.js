// The kept KS that this region's calls use from now on; choosing none leaves it as it was.
import { ask } from "../ask.js";
import { byId } from "../elements.js";
import { fill } from "../ks-field.js";
import { say } from "../send-state.js";
import { words } from "../words.js";

/** @param {HTMLSelectElement} chooser */
export default async function chooseKs(chooser) {
  const id = chooser.value || byId("ks-chip", HTMLElement).dataset.session;
  if (!id) return;
  const { ks } = await ask("/sessions/choose", { id });
  fill(ks);
  say(words.chooseKs.chosen(ks.facts));
}
