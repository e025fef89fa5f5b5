// Puts text on the clipboard and says so on the button.
import { caution } from "./notice.js";
import { words } from "./words.js";

/** @param {HTMLElement} button @param {string} text */
export async function copy(button, text) {
  const before = [...button.childNodes];
  button.textContent = (await write(text)) ? words.copy.done : words.copy.refused;
  setTimeout(() => button.replaceChildren(...before), 1500);
}

/** @param {string} text */
export async function write(text) {
  warnOfMasks(text);
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTheOldWay(text);
  }
}

// Dots in place of a secret are no use elsewhere, and do not look so until they are refused.
/** @param {string} text */
export function warnOfMasks(text) {
  if (!text.includes("••••")) return;
  caution(words.copy.masked);
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
