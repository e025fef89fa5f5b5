// The name under which the browser saves an answer by itself; the rules of app/viewers/file_name.py.

const LONGEST = 150; // bytes of UTF-8
const LONGEST_EXTENSION = 16;
const NOT_SEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?: *\.|$)/i;
const encoder = new TextEncoder();

// `fileName` is the server's proposal, which it has made harmless already: it is done again all the same.
/** @param {{ fileName?: string, service?: string, action?: string }} facts @param {string} extension */
export function saveName({ fileName = "", service = "answer", action = "" }, extension) {
  return cleaned(fileName) || cleaned([service, action, extension].filter(Boolean).join("."));
}

// The name as a file may bear it on any system; "" where nothing is left of it.
/** @param {string} name */
export function cleaned(name) {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const seen = last.replace(NOT_SEEN, "").replace(/\p{Zs}/gu, " ").normalize("NFC");
  const plain = trimmed(seen.replace(/[<>:"|?*]/g, "_"));
  return shortened(DEVICE.test(plain) ? `_${plain}` : plain);
}

/** @param {string} name */
const trimmed = (name) => name.replace(/ +/g, " ").replace(/^[ .]+/, "").replace(/[ .]+$/, "");
/** @param {string} text */
const size = (text) => encoder.encode(text).length;

/** @param {string} name */
function shortened(name) {
  if (size(name) <= LONGEST) return name;
  const dot = name.lastIndexOf(".");
  const ending = size(name.slice(dot + 1));
  const kept = dot >= 0 && ending > 0 && ending <= LONGEST_EXTENSION ? name.slice(dot) : "";
  let stem = name.slice(0, name.length - kept.length);
  const room = LONGEST - size(kept);
  const bytes = encoder.encode(stem).subarray(0, room);
  // A character that the cut goes through is left out.
  stem = new TextDecoder().decode(bytes, { stream: true });
  return trimmed(stem) + kept;
}
