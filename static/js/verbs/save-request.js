// Saves the form as a request: at once where it is one, else under a name that is asked for.
import { ask, Refusal } from "../ask.js";
import { shown } from "../draft.js";
import { byId, one } from "../elements.js";
import { caution } from "../notice.js";
import { isNow, openId } from "../saved/open-request.js";
import { showSaved } from "../saved/tree.js";
import { say } from "../send-state.js";
import { words } from "../words.js";

export default () => (openId() ? save() : saveAsNew());

// In its place, unless it was saved elsewhere since: then `anyway` does.
async function save(anyway = false) {
  const fields = shown(byId("request", HTMLFormElement));
  if (anyway) fields.set("savedAt", "");
  const id = openId();
  try {
    caution("");
    const { message, name, savedAt } = await ask("/saved/change", fields);
    isNow(id, id.includes("/") ? document.title.split(" · ")[0] : name, savedAt);
    say(message);
    await showSaved();
  } catch (fault) {
    if (!(fault instanceof Refusal) || ![404, 409].includes(fault.status)) throw fault;
    if (fault.status === 404) return saveAsNew("", words.saved.gone);
    const asked = caution(fault.message);
    asked.append(" ", choice(words.saved.anyway, () => save(true)), " ", choice(words.saved.asNew, () => saveAsNew()));
  }
}

/** @param {string} label @param {() => Promise<unknown>} act */
function choice(label, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: label });
  button.addEventListener("click", () => act().then(() => caution(""), (/** @type {Error} */ fault) => caution(fault.message)));
  return button;
}

/** @param {string} [collection] the id of the one that is offered @param {string} [problem] why it is asked */
export async function saveAsNew(collection = "", problem = "") {
  const form = byId("request", HTMLFormElement);
  const dialog = byId("save-as", HTMLDialogElement);
  const wrong = one(dialog, ".problem", HTMLElement);
  const name = byId("save-name", HTMLInputElement);
  const parent = byId("save-parent", HTMLSelectElement);
  const fresh = byId("save-new", HTMLInputElement);
  const { collections } = await showSaved();
  const none = parent.options[0];
  parent.replaceChildren(none, ...collections.map((known) => new Option(known.name, known.id)), new Option(words.saved.newCollection, "new:"));
  parent.value = collection;
  const asksForName = () => { one(dialog, '[data-slot="new"]', HTMLElement).hidden = parent.value !== "new:"; };
  parent.onchange = asksForName;
  asksForName();
  wrong.textContent = problem;
  name.value = document.title.split(" · ")[0];
  one(dialog, "[data-close]", HTMLElement).onclick = () => dialog.close();
  one(dialog, "form", HTMLFormElement).onsubmit = async (event) => {
    event.preventDefault();
    const fields = shown(form);
    fields.set("name", name.value);
    fields.set("description", byId("save-description", HTMLTextAreaElement).value);
    fields.set("parent", parent.value === "new:" ? `new:${fresh.value}` : parent.value);
    try {
      const { id, name: called, savedAt, message } = await ask("/saved", fields);
      isNow(id, called, savedAt);
      dialog.close();
      say(message);
      await showSaved();
    } catch (fault) {
      wrong.textContent = /** @type {Error} */ (fault).message;
    }
  };
  dialog.showModal();
  name.select();
}
