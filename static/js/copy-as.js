// The form's request as text for elsewhere, on the clipboard.
import { ask } from "./ask.js";
import { write } from "./copy.js";
import { namesOfFiles } from "./files-by-name.js";
import { say } from "./send-state.js";
import { words } from "./words.js";

/** @param {HTMLFormElement} form @param {HTMLSelectElement} choice */
export async function copyAs(form, choice) {
  const kind = choice.value;
  choice.value = "";
  if (!kind) return;
  const fields = namesOfFiles(form);
  fields.set("as", kind);
  try {
    const { text, leftOut } = await ask("/copy", fields);
    const whole = kind === "link" ? new URL(text, location.href).href : text;
    say((await write(whole)) ? words.copyAs.done(leftOut) : words.copyAs.refused);
  } catch (fault) {
    say(/** @type {Error} */ (fault).message, true);
  }
}
