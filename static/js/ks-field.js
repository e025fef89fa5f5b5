// The KS field: filled in with a kept KS as the server describes it, or emptied.
import { touch } from "./draft.js";
import { byId, one } from "./elements.js";
import { noteKs } from "./tab-ks.js";
import { words } from "./words.js";

/**
 * A KS that is kept, as app/pages/shell/kept_json.py says it: `value` is its mask, `expiry` in seconds since 1970.
 * @typedef {{ id: string, value: string, region: string, facts: string, expiry: number | null, over: string, renewable: boolean, choices: Choice[] }} Ks
 * @typedef {{ id: string, text: string, left: string, expiry: number | null, over: string, chosen: boolean }} Choice
 */

/** @param {Ks} ks */
export function fill(ks) {
  const input = byId("ks", HTMLInputElement);
  input.type = "password";
  input.value = ks.value;
  byId("ks-sent", HTMLInputElement).checked = true;
  byId("ks-used", HTMLInputElement).value = ks.id;
  noteKs();
  const chip = byId("ks-chip", HTMLElement);
  showFacts(chip, ks.facts);
  one(chip, '[data-slot="left"]', HTMLElement).textContent = "";
  chip.dataset.session = ks.id;
  chip.dataset.expiry = String(ks.expiry ?? "");
  chip.dataset.over = ks.over;
  chip.toggleAttribute("data-renewable", ks.renewable);
  chip.classList.remove("is-ending", "is-over", "is-passed-over");
  chip.hidden = false;
  offer(ks.choices);
  import("./countdown.js").then((countdown) => countdown.start());
  touch();
}

// As the template has it: "partner" is read out, and its number enough to be seen.
/** @param {HTMLElement} chip @param {string} facts */
function showFacts(chip, facts) {
  const [before, after] = facts.split(/partner (.*)/);
  const word = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: words.ksField.partner });
  one(chip, '[data-slot="facts"]', HTMLElement).replaceChildren(before, ...(after ? [word, after] : []));
}

// `choices` are what the region still keeps.
/** @param {Choice[]} choices */
export function empty(choices) {
  byId("ks", HTMLInputElement).value = "";
  byId("ks-sent", HTMLInputElement).checked = false;
  byId("ks-used", HTMLInputElement).value = "";
  noteKs();
  touch();
  const chip = byId("ks-chip", HTMLElement);
  chip.hidden = true;
  chip.dataset.expiry = "";
  offer(choices);
  import("./countdown.js").then((countdown) => countdown.start());
}

/** @param {Choice[]} choices */
function offer(choices) {
  const chooser = byId("ks-kept", HTMLSelectElement);
  const options = choices.map((choice) => {
    const option = new Option([choice.text, choice.left].filter(Boolean).join(" · "), choice.id, choice.chosen, choice.chosen);
    option.translate = false;
    option.dataset.text = choice.text;
    option.dataset.ends = String(choice.expiry ?? "");
    option.dataset.over = choice.over;
    return option;
  });
  const chosen = choices.some((choice) => choice.chosen);
  chooser.replaceChildren(new Option(words.ksField.choose(choices.length), "", !chosen, !chosen), ...options);
  one(document, ".ks-kept", HTMLElement).hidden = choices.length === (chosen ? 1 : 0);
}
