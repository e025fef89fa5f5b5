// Keeps the code example up to date with the form: asks at once, and again when something has
// changed meanwhile, so that there is never more than one question under way.
import { recall, remember } from "./remembered.js";
import { ask } from "./ask.js";
import { byId } from "./elements.js";
import { namesOfFiles } from "./files-by-name.js";

/** @param {HTMLFormElement} form */
export function startCodeExample(form) {
  const pane = byId("code-example", HTMLElement);
  const [language, variant] = ["code-language", "code-variant"].map((id) => byId(id, HTMLSelectElement));
  const literal = byId("code-literal", HTMLInputElement);
  const place = byId("code", HTMLElement);
  let asking = false;
  let changed = false;

  async function update() {
    changed = true;
    if (asking || pane.hidden) return;
    asking = true;
    while (changed) {
      changed = false;
      try {
        const answer = await ask("/code", namesOfFiles(form));
        if (!changed) place.innerHTML = answer.html;
      } catch (fault) {
        place.textContent = /** @type {Error} */ (fault).message;
      }
    }
    asking = false;
  }

  function offerVariants() {
    const offered = (language.selectedOptions[0].dataset.variants ?? "").split(" ");
    for (const option of variant.options) option.hidden = option.disabled = !offered.includes(option.value);
    if (variant.selectedOptions[0]?.disabled) variant.value = offered[0];
  }

  function choose() {
    offerVariants();
    remember("code-language", language.value);
  }

  // What somebody chose goes along to the next language that has it, past those that do not.
  function takeChosen() {
    const chosen = [...variant.options].find((option) => option.value === recall("code-variant", "client"));
    if (chosen) variant.value = chosen.value;
  }

  for (const control of [language, variant]) {
    const before = recall(control.id, "");
    if ([...control.options].some((option) => option.value === before)) control.value = before;
  }
  offerVariants();
  // Never kept: secrets are shown in clear because somebody has just asked for it.
  literal.checked = false;
  language.addEventListener("change", () => {
    takeChosen();
    choose();
  });
  variant.addEventListener("change", () => remember("code-variant", variant.value));
  pane.addEventListener("shown", update);
  for (const kind of ["input", "change"]) form.addEventListener(kind, update);
  for (const control of [language, variant, literal]) control.addEventListener("change", update);
  new MutationObserver(update).observe(byId("request-fields", HTMLElement), { childList: true });
  update();
}
