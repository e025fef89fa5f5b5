// Makes a variable of a value in an answer: at a place where it is known, or taken by each run after a workflow's step.
import { ask } from "../ask.js";
import { words } from "./words.js";

/**
 * @param {HTMLElement} from the button whose value it is
 * @param {{ call: string, path: string, name: string, region: string, say: (sentence: string) => void }} value
 */
export function makeVariable(from, { call, path, name, region, say }) {
  const step = /** @type {HTMLElement | null} */ (from.closest("[data-step]"))?.dataset.step;
  const source = /** @type {HTMLElement | null} */ (from.closest("[data-source]"))?.dataset.source ?? "";
  const takes = step && source.startsWith("own/") ? `/workflows/${source}/steps/${encodeURIComponent(step)}/take` : "";
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", words.makeVariable.title);
  const form = Object.assign(document.createElement("form"), { method: "dialog" });
  const field = Object.assign(document.createElement("input"), { id: "variable-of-value", value: plain(name), autocomplete: "off", spellcheck: false });
  const place = Object.assign(document.createElement("select"), { id: "place-of-variable" });
  if (takes) place.append(new Option(words.makeVariable.step(step ?? ""), ""));
  place.append(new Option(words.makeVariable.region, `region:${region}`), new Option(words.makeVariable.everywhere, "everywhere"));
  const problem = Object.assign(document.createElement("p"), { className: "problem" });
  problem.setAttribute("role", "alert");
  const save = Object.assign(document.createElement("button"), { className: "primary", textContent: words.makeVariable.save });
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: words.makeVariable.close });
  const buttons = Object.assign(document.createElement("div"), { className: "buttons" });
  buttons.append(save, close);
  form.append(Object.assign(document.createElement("h2"), { textContent: words.makeVariable.title }), labelled(words.makeVariable.name, field), labelled(words.makeVariable.known, place), problem, buttons);
  dialog.append(form);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { dialog.remove(); from.focus(); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const url = place.value ? "/variables" : takes;
      const { message } = await ask(url, { name: field.value, place: place.value, call, path });
      dialog.close();
      say(message);
      if (!place.value) location.reload();
    } catch (fault) {
      problem.textContent = /** @type {Error} */ (fault).message;
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  save.focus();
}

// What a variable can be called.
/** @param {string} name */
const plain = (name) => name.replace(/\W+/g, "_").replace(/^(?=\d)/, "_") || "value";

/** @param {string} text @param {HTMLInputElement | HTMLSelectElement} control */
function labelled(text, control) {
  const holder = Object.assign(document.createElement("div"), { className: "field" });
  holder.append(Object.assign(document.createElement("label"), { htmlFor: control.id, textContent: text }), control);
  return holder;
}
