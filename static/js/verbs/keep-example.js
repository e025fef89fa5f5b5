// Keeps the answer with the saved request in the form, masked.
import { ask } from "../ask.js";
import { byId, one } from "../elements.js";
import { askFor } from "../saved/asking.js";
import { openId } from "../saved/open-request.js";
import { drawnFrom } from "../saved/tree.js";
import { offerUndo } from "../undo.js";
import { words } from "../words.js";

/** @param {HTMLElement} button */
export default function keepExample(button) {
  const article = /** @type {HTMLElement} */ (button.closest("article"));
  const name = Object.assign(document.createElement("input"), { value: one(article, ".badge", HTMLElement).textContent, maxLength: 200, autocomplete: "off" });
  const id = openId();
  const tree = byId("saved-requests", HTMLElement).dataset.saved;
  askFor(button, {
    title: words.saved.example, fields: [[words.saved.exampleName, name]],
    save: async () => {
      const kept = await ask(`${tree}/${id}/examples`, { call: article.dataset.record ?? "", name: name.value });
      const row = showExamples(kept.html).querySelector(`[data-id="${CSS.escape(kept.id)}"]`);
      offerUndo(kept.message, async () => {
        await ask(`${tree}/${kept.id}/delete`, {});
        row?.remove();
      });
    },
  });
}

/** @param {string} html @returns {HTMLElement} where they are listed */
function showExamples(html) {
  const slot = document.querySelector('[data-slot="examples"]') ?? document.createElement("div");
  slot.replaceChildren(drawnFrom(html));
  const holder = /** @type {HTMLDetailsElement | null} */ (slot.closest("details"));
  if (holder) [holder.hidden, holder.open] = [false, true];
  return /** @type {HTMLElement} */ (slot);
}
