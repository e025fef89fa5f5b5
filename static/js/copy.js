// Puts text on the clipboard and says so on the button.
import { words } from "./words.js";

/** @param {HTMLElement} button @param {string} text */
export async function copy(button, text) {
  const before = [...button.childNodes];
  button.textContent = (await write(text)) ? words.copy.done : words.copy.refused;
  setTimeout(() => button.replaceChildren(...before), 1500);
}

/** @param {string} text */
export async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTheOldWay(text);
  }
}

// navigator.clipboard is missing on plain http beyond loopback.
/** @param {string} text */
function copyTheOldWay(text) {
  const area = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
