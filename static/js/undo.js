// Says what was done, with a button that undoes it.
import { words } from "./words.js";

/** @param {string} sentence @param {() => unknown} undo */
export function offerUndo(sentence, undo) {
  const notice = Object.assign(document.createElement("div"), { className: "notice" });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: words.undo.undo });
  notice.append(Object.assign(document.createElement("span"), { textContent: sentence }), button);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await undo();
      notice.replaceChildren(words.undo.done);
    } catch (fault) {
      notice.replaceChildren(/** @type {Error} */ (fault).message);
    }
  });
  document.querySelector(".notices")?.replaceChildren(notice);
}
