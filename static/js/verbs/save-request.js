// Saves the form as a request: at once where it is one, else under a name that is asked for.
import { ask } from "../ask.js";
import { shown } from "../draft.js";
import { byId, one } from "../elements.js";
import { showSaved } from "../saved/tree.js";
import { say } from "../send-state.js";
import { words } from "../words.js";

/** @param {HTMLElement} [button] */
export default async function saveRequest(button) {
  const form = byId("request", HTMLFormElement);
  const own = /** @type {HTMLInputElement | null} */ (form.querySelector('input[name="saved"]'))?.value;
  if (own && !button?.dataset.as) {
    const { message } = await ask("/saved/change", shown(form));
    say(message);
    return showSaved();
  }
  const dialog = byId("save-as", HTMLDialogElement);
  const problem = one(dialog, ".problem", HTMLElement);
  const name = byId("save-name", HTMLInputElement);
  const parent = byId("save-parent", HTMLSelectElement);
  const fresh = byId("save-new", HTMLInputElement);
  const { collections } = await showSaved();
  const none = parent.options[0];
  parent.replaceChildren(none, ...collections.map((known) => new Option(known.name, known.id)), new Option(words.saved.newCollection, "new:"));
  const asksForName = () => { one(dialog, '[data-slot="new"]', HTMLElement).hidden = parent.value !== "new:"; };
  parent.onchange = asksForName;
  asksForName();
  problem.textContent = "";
  name.value = document.title.split(" · ")[0];
  one(dialog, "[data-close]", HTMLElement).onclick = () => dialog.close();
  one(dialog, "form", HTMLFormElement).onsubmit = async (event) => {
    event.preventDefault();
    const fields = shown(form);
    fields.set("name", name.value);
    fields.set("description", byId("save-description", HTMLTextAreaElement).value);
    fields.set("parent", parent.value === "new:" ? `new:${fresh.value}` : parent.value);
    try {
      const { id, message } = await ask("/saved", fields);
      isNow(form, id);
      dialog.close();
      say(message);
      await showSaved();
    } catch (fault) {
      problem.textContent = /** @type {Error} */ (fault).message;
    }
  };
  dialog.showModal();
  name.select();
}

// From here on the form is that request.
/** @param {HTMLFormElement} form @param {string} id */
function isNow(form, id) {
  const field = form.querySelector('input[name="saved"]') ?? Object.assign(document.createElement("input"), { type: "hidden", name: "saved" });
  field.setAttribute("value", id);
  byId("request-fields", HTMLElement).prepend(field);
  byId("save", HTMLElement).textContent = words.saved.save;
}
