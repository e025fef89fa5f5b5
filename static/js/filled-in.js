// What a field with variables will send, said beneath it as it is typed.
import { ask } from "./ask.js";
import { placeOf } from "./elements.js";
import { base } from "./tab.js";
import { ksOf } from "./tab-ks.js";
import { words } from "./words.js";

const PAUSE = 300; // ms after the last letter
/** @type {WeakMap<Element, ReturnType<typeof setTimeout>>} */
const waiting = new WeakMap();

/** @param {HTMLFormElement} form */
export function startFilledIn(form) {
  form.addEventListener("input", (event) => {
    const typed = placeOf(event);
    if (!(typed instanceof HTMLInputElement || typed instanceof HTMLTextAreaElement || typed instanceof HTMLSelectElement) || typed.type === "file") return;
    const said = /** @type {HTMLElement | null | undefined} */ (typed.closest(".field")?.querySelector(":scope > .filled-in"));
    if (!said || (!typed.value.includes("{{") && said.hidden)) return;
    clearTimeout(waiting.get(typed));
    waiting.set(typed, setTimeout(() => tell(form, typed, said).catch(() => { said.hidden = true; }), PAUSE));
  });
}

/** @param {HTMLFormElement} form @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} typed @param {HTMLElement} said */
async function tell(form, typed, said) {
  const text = typed.value;
  if (!text.includes("{{")) { said.hidden = true; return; }
  const region = document.body.dataset.region ?? "";
  const saved = /** @type {HTMLInputElement | null} */ (form.querySelector('input[name="saved"]'))?.value ?? "";
  const answer = await ask("/variables/filled-in", { text, region, kept: ksOf(region), saved });
  if (typed.value !== text) return;
  const sends = Object.assign(document.createElement("code"), { translate: false, textContent: answer.text });
  const whence = answer.used.map((/** @type {{ name: string, whence: string }} */ one) => {
    const part = Object.assign(document.createElement("span"), { className: "whence" });
    const known = Object.assign(document.createElement(one.name.startsWith("$") ? "b" : "a"), { translate: false, textContent: one.name });
    if (known instanceof HTMLAnchorElement) known.href = `${base}variables#${one.name}`;
    part.append(known, ` ${one.whence}`);
    return part;
  });
  const open = [...answer.faults, ...answer.later];
  if (open.length) said.replaceChildren(open.join(" "));
  else said.replaceChildren(words.filledIn.sends, sends, " ", ...whence);
  said.classList.toggle("is-open", answer.faults.length > 0);
  said.hidden = false;
}
