// Fills the form in from a pasted request; what could not be placed is listed.
import { ask } from "../ask.js";
import { byId, one } from "../elements.js";
import { narrow } from "../fields.js";
import { abandon, draw } from "../request-form.js";
import { say } from "../send-state.js";
import { ksOf } from "../tab-ks.js";
import { words } from "../words.js";

/** @typedef {{ index: string, name: string, about: string }} Entry of what was pasted, such as a HAR file's */

export default function paste() {
  const dialog = byId("paste", HTMLDialogElement);
  const text = byId("paste-text", HTMLTextAreaElement);
  const entries = byId("paste-entries", HTMLSelectElement);
  const problem = one(dialog, ".problem", HTMLElement);
  const choice = one(dialog, '[data-slot="entries"]', HTMLElement);
  /** @type {AbortController | null} */
  let asking = null;
  // Who leaves the dialog wants nothing of it.
  dialog.onclose = () => asking?.abort();
  text.oninput = () => { choice.hidden = true; };
  one(dialog, "[data-close]", HTMLElement).onclick = () => dialog.close();
  const file = one(dialog, 'input[type="file"]', HTMLInputElement);
  file.onchange = async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return; // taken back: what was read of it stays
    text.value = await chosen.text();
    choice.hidden = true;
  };
  one(dialog, "form", HTMLFormElement).onsubmit = async (event) => {
    event.preventDefault();
    problem.textContent = "";
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await ask("/paste", fields(text.value, choice.hidden ? "" : entries.value), { signal });
      if (signal.aborted) return;
      if (answer.entries) return offer(answer.entries, entries, choice);
      dialog.close();
      await take(answer);
    } catch (fault) {
      if (!signal.aborted) problem.textContent = /** @type {Error} */ (fault).message;
    }
  };
  problem.textContent = "";
  dialog.showModal();
  text.focus();
}

/** @param {string} text @param {string} entry */
function fields(text, entry) {
  const { elements } = byId("request", HTMLFormElement);
  const region = byId("region", HTMLSelectElement).value;
  /** @param {string} name */
  const chosen = (name) => {
    const control = elements.namedItem(name);
    return control && "value" in control ? String(control.value) : "";
  };
  return { text, entry, region, kept: ksOf(region), service: chosen("service"), action: chosen("action") };
}

/** @param {Entry[]} found @param {HTMLSelectElement} entries @param {HTMLElement} choice */
function offer(found, entries, choice) {
  entries.replaceChildren(...found.map((one) => new Option([one.name.slice(0, 120), one.about].filter(Boolean).join(" · "), one.index)));
  choice.hidden = false;
  entries.focus();
}

/** @param {import("../request-form.js").Drawn & { notes: string[], placeholders: string[] }} answer */
async function take(answer) {
  abandon();
  byId("region", HTMLSelectElement).value = answer.region;
  await draw(answer);
  narrow(true);
  const notes = answer.notes.map((note) => Object.assign(document.createElement("p"), { className: "caution", textContent: note }));
  byId("notes", HTMLElement).replaceChildren(...notes);
  /** @type {HTMLElement | null} */
  const blank = document.querySelector('[name^="fill:"]');
  blank?.focus();
  say(answer.placeholders.length ? words.paste.open(answer.placeholders.length) : notes.length ? words.paste.doneWithNotes : words.paste.done);
}
