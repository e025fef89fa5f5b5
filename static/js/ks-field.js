// The KS field: filled in with a kept KS as the server describes it, or emptied.
import { touch } from "./draft.js";
import { noteKs } from "./tab-ks.js";
import { words } from "./words.js";

export function fill(ks) {
  const input = document.getElementById("ks");
  input.type = "password";
  input.value = ks.value;
  document.getElementById("ks-sent").checked = true;
  document.getElementById("ks-used").value = ks.id;
  noteKs();
  const chip = document.getElementById("ks-chip");
  showFacts(chip, ks.facts);
  chip.querySelector('[data-slot="left"]').textContent = "";
  chip.dataset.session = ks.id;
  chip.dataset.expiry = ks.expiry ?? "";
  chip.dataset.over = ks.over;
  chip.toggleAttribute("data-renewable", ks.renewable);
  chip.classList.remove("is-ending", "is-over", "is-passed-over");
  chip.hidden = false;
  offer(ks.choices);
  import("./countdown.js").then((countdown) => countdown.start());
  touch();
}

// As the template has it: "partner" is read out, and its number enough to be seen.
function showFacts(chip, facts) {
  const [before, after] = facts.split(/partner (.*)/);
  const word = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: words.ksField.partner });
  chip.querySelector('[data-slot="facts"]').replaceChildren(before, ...(after ? [word, after] : []));
}

// `choices` are what the region still keeps.
export function empty(choices) {
  document.getElementById("ks").value = "";
  document.getElementById("ks-sent").checked = false;
  document.getElementById("ks-used").value = "";
  noteKs();
  touch();
  const chip = document.getElementById("ks-chip");
  chip.hidden = true;
  chip.dataset.expiry = "";
  offer(choices);
  import("./countdown.js").then((countdown) => countdown.start());
}

function offer(choices) {
  const chooser = document.getElementById("ks-kept");
  const options = choices.map((choice) => {
    const option = new Option([choice.text, choice.left].filter(Boolean).join(" · "), choice.id, choice.chosen, choice.chosen);
    option.translate = false;
    option.dataset.text = choice.text;
    option.dataset.ends = choice.expiry ?? "";
    option.dataset.over = choice.over;
    return option;
  });
  const chosen = choices.some((choice) => choice.chosen);
  chooser.replaceChildren(new Option(words.ksField.choose(choices.length), "", !chosen, !chosen), ...options);
  chooser.closest(".ks-kept").hidden = choices.length === (chosen ? 1 : 0);
}
