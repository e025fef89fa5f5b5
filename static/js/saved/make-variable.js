// Makes a variable of a value in an answer: at a place where it is known, or taken by each run after a workflow's step.
import { ask } from "../ask.js";
import { askFor } from "./asking.js";
import { words } from "./words.js";

/**
 * @param {HTMLElement} from the button whose value it is
 * @param {{ call: string, path: string, name: string, region: string, say: (sentence: string) => void }} value
 */
export function makeVariable(from, { call, path, name, region, say }) {
  const step = /** @type {HTMLElement | null} */ (from.closest("[data-step]"))?.dataset.step;
  const source = /** @type {HTMLElement | null} */ (from.closest("[data-source]"))?.dataset.source ?? "";
  const takes = step && source.startsWith("own/") ? `/workflows/${source}/steps/${encodeURIComponent(step)}/take` : "";
  const field = Object.assign(document.createElement("input"), { value: plain(name), autocomplete: "off", spellcheck: false });
  const place = document.createElement("select");
  if (takes) place.append(new Option(words.makeVariable.step(step ?? ""), ""));
  place.append(new Option(words.makeVariable.region, `region:${region}`), new Option(words.makeVariable.everywhere, "everywhere"));
  const { sends } = askFor(from, {
    title: words.makeVariable.title, fields: [[words.makeVariable.name, field], [words.makeVariable.known, place]],
    save: async () => {
      const { message } = await ask(place.value ? "/variables" : takes, { name: field.value, place: place.value, call, path });
      say(message);
      if (!place.value) location.reload();
    },
  });
  sends.focus();
}

// What a variable can be called.
/** @param {string} name */
const plain = (name) => name.replace(/\W+/g, "_").replace(/^(?=\d)/, "_") || "value";
