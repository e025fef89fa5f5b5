// A small dialog with a few fields, made where it is wanted.
import { words } from "./words.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/**
 * `fields` are labels with their controls. `save` is called when it is sent: it closes unless that fails.
 * @param {HTMLElement} from what has the focus afterwards
 * @param {{ title: string, fields: [label: string, control: Control][], saves?: string, save: () => Promise<unknown> }} what
 */
export function askFor(from, { title, fields, saves = words.asking.save, save }) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", title);
  const form = Object.assign(document.createElement("form"), { method: "dialog" });
  const problem = Object.assign(document.createElement("p"), { className: "problem" });
  problem.setAttribute("role", "alert");
  const sends = Object.assign(document.createElement("button"), { className: "primary", textContent: saves });
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: words.asking.close });
  const buttons = Object.assign(document.createElement("div"), { className: "buttons" });
  buttons.append(sends, close);
  form.append(Object.assign(document.createElement("h2"), { textContent: title }), ...fields.map(([label, control]) => labelled(label, control)), problem, buttons);
  dialog.append(form);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { dialog.remove(); from.focus(); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // It may stand within the console's own form, which would be sent by it.
    event.stopPropagation();
    try {
      await save();
      dialog.close();
    } catch (fault) {
      problem.textContent = /** @type {Error} */ (fault).message;
    }
  });
  // Within what lies over the page, if that does: opening a dialog elsewhere would close it.
  (from.closest("[popover]:popover-open") ?? document.body).append(dialog);
  dialog.showModal();
  return { dialog, sends };
}

/** @param {string} text @param {Control} control */
function labelled(text, control) {
  const holder = Object.assign(document.createElement("div"), { className: "field" });
  control.id ||= `asked-${text.replace(/\W+/g, "-").toLowerCase()}`;
  holder.append(Object.assign(document.createElement("label"), { htmlFor: control.id, textContent: text }), control);
  return holder;
}
