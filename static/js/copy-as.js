// The form's request as text for elsewhere, on the clipboard.
import { ask } from "./ask.js";
import { write } from "./copy.js";
import { say } from "./request-form.js";

export async function copyAs(form, choice) {
  const kind = choice.value;
  choice.value = "";
  if (!kind) return;
  const fields = new FormData(form);
  for (const [name, value] of [...fields]) if (value instanceof File && !value.name) fields.delete(name);
  for (const [name, value] of [...fields]) if (value instanceof File) fields.set(name, new File([], value.name, { type: value.type }));
  fields.set("as", kind);
  try {
    const { text, leftOut } = await ask("/copy", fields);
    const whole = kind === "link" ? new URL(text, location.href).href : text;
    const without = leftOut.length ? ` without ${leftOut.join(", ")}` : "";
    say((await write(whole)) ? `Copied${without}.` : "Copying is not allowed here.");
  } catch (fault) {
    say(fault.message, true);
  }
}
