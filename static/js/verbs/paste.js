// Fills the form in from a pasted request; what could not be placed is listed.
import { ask } from "../ask.js";
import { narrow } from "../fields.js";
import { abandon, draw } from "../request-form.js";
import { say } from "../send-state.js";
import { ksOf } from "../tab-ks.js";
import { words } from "../words.js";

export default function paste() {
  const dialog = document.getElementById("paste");
  const text = document.getElementById("paste-text");
  const entries = document.getElementById("paste-entries");
  const problem = dialog.querySelector(".problem");
  const choice = dialog.querySelector('[data-slot="entries"]');
  let asking = null;
  // Who leaves the dialog wants nothing of it.
  dialog.onclose = () => asking?.abort();
  text.oninput = () => { choice.hidden = true; };
  dialog.querySelector("[data-close]").onclick = () => dialog.close();
  dialog.querySelector('input[type="file"]').onchange = async (event) => {
    text.value = await event.target.files[0].text();
    choice.hidden = true;
  };
  dialog.querySelector("form").onsubmit = async (event) => {
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
      if (!signal.aborted) problem.textContent = fault.message;
    }
  };
  problem.textContent = "";
  dialog.showModal();
  text.focus();
}

function fields(text, entry) {
  const form = document.getElementById("request").elements;
  const region = document.getElementById("region").value;
  return { text, entry, region, kept: ksOf(region), service: form.service?.value ?? "", action: form.action?.value ?? "" };
}

function offer(found, entries, choice) {
  entries.replaceChildren(...found.map((one) => new Option([one.name.slice(0, 120), one.about].filter(Boolean).join(" · "), one.index)));
  choice.hidden = false;
  entries.focus();
}

async function take(answer) {
  abandon();
  document.getElementById("region").value = answer.region;
  await draw(answer);
  narrow(true);
  const notes = answer.notes.map((note) => Object.assign(document.createElement("p"), { className: "caution", textContent: note }));
  document.getElementById("notes").replaceChildren(...notes);
  document.querySelector('[name^="fill:"]')?.focus();
  say(answer.placeholders.length ? words.paste.open(answer.placeholders.length) : notes.length ? words.paste.doneWithNotes : words.paste.done);
}
