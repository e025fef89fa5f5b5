// Lets a value be picked from the results of the calls before, those of the field's type first.
import { ask } from "../ask.js";
import { byId, one, placeOf } from "../elements.js";

/** @typedef {{ reference: string, type: string }} Choice as app/pages/console/page.py gives it */

const MOST = 200;

/** @param {HTMLElement} button */
export default async function pickReference(button) {
  const form = byId("request", HTMLFormElement);
  const fields = new FormData(form);
  for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
  fields.set("number", button.dataset.number ?? "");
  /** @type {{ choices: Choice[] }} */
  const { choices } = await ask("/form/references", fields);
  /** @type {HTMLElement | null} */
  const field = button.closest("[data-field]");
  if (!field) return;
  const wanted = field.dataset.type;
  const ranked = [...choices.filter((one) => one.type === wanted), ...choices.filter((one) => one.type !== wanted)];
  open(ranked, (reference) => fill(field, reference));
}

/** @param {Choice[]} choices @param {(reference: string) => void} choose */
function open(choices, choose) {
  const dialog = byId("pick", HTMLDialogElement);
  const input = byId("pick-text", HTMLInputElement);
  const list = byId("pick-choices", HTMLElement);
  const options = () => [...list.querySelectorAll("li")];
  /** @param {HTMLLIElement | undefined} option */
  const mark = (option) => {
    for (const one of options()) one.setAttribute("aria-selected", String(one === option));
    input.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  };
  const fill = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = choices.filter((one) => words.every((word) => `${one.reference} ${one.type}`.toLowerCase().includes(word)));
    list.replaceChildren(...fits.slice(0, MOST).map((one, index) => {
      const item = Object.assign(document.createElement("li"), { id: `pick-${index}`, role: "option", textContent: `${one.reference} ${one.type}` });
      item.dataset.reference = one.reference;
      return item;
    }));
    mark(options()[0]);
  };
  /** @param {HTMLElement | null | undefined} option */
  const take = (option) => {
    if (!option) return;
    dialog.close();
    choose(option.dataset.reference ?? "");
  };
  input.oninput = fill;
  input.onkeydown = (event) => {
    const at = options().findIndex((one) => one.ariaSelected === "true");
    if (event.key === "ArrowDown") mark(options()[Math.min(at + 1, options().length - 1)]);
    else if (event.key === "ArrowUp") mark(options()[Math.max(at - 1, 0)]);
    else if (event.key === "Enter") take(options()[at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  list.onclick = (event) => take(placeOf(event)?.closest("li"));
  one(dialog, "[data-close]", HTMLElement).onclick = () => dialog.close();
  input.value = "";
  dialog.showModal();
  fill();
  input.focus();
}

/** @param {HTMLElement} field @param {string} reference */
function fill(field, reference) {
  /** @type {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement | null} */
  const control = field.querySelector(`[name="${CSS.escape(field.dataset.field ?? "")}"]`);
  if (!control) return;
  if (control instanceof HTMLSelectElement && ![...control.options].some((option) => option.value === reference)) {
    control.add(new Option(reference, reference));
  }
  control.value = reference;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.focus();
}
