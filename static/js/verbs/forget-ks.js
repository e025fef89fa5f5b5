// Forgets the KS of the form on this console, for ten minutes so that it can be undone; at the endpoint it stays valid.
import { ask } from "../ask.js";
import { byId } from "../elements.js";
import { empty, fill } from "../ks-field.js";
import { offerUndo } from "../undo.js";
import { words } from "../words.js";

export default async function forgetKs() {
  const id = byId("ks-chip", HTMLElement).dataset.session ?? "";
  const { choices, undo } = await ask("/sessions/forget", { id });
  empty(choices);
  byId("ks", HTMLInputElement).focus();
  offerUndo(words.forgetKs.done, async () => fill((await ask("/sessions/undo", { token: undo })).ks));
}
