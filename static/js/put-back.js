// Undoes what a button took out of the form: that alone comes back, and what was typed since stays.

const MARKS = new Set(["sent", "null", "shown"]); // whose values are names
const LEFT_OPEN = "removed_call_"; // begins the placeholder of a reference to a call that was removed

/**
 * Gives the fields of the form with it, null where what is there now leaves no place for it.
 * @param {string} button its value: operation|name
 * @param {FormData} before @param {FormData} after what stood there @param {FormData} now
 */
export function putBack(button, before, after, now) {
  const [operation, place] = button.split("|");
  const isItem = ["remove", "call-remove"].includes(operation);
  /** @param {[string, FormDataEntryValue]} field */
  const isWithin = ([name, value]) => `${MARKS.has(name) ? value : name}:`.startsWith(`${place}:`);
  /** @param {FormData} fields */
  const within = (fields) => JSON.stringify([...fields].filter(isWithin));
  if (around(operation, place).some((name) => before.get(name) !== now.get(name))) return null;
  if (!isItem && within(after) !== within(now)) return null;
  const back = new FormData();
  for (const [name, value] of now) {
    if (name.startsWith(`fill:${LEFT_OPEN}`) || (!isItem && isWithin([name, value]))) continue;
    const to = isItem ? later(name, place) : name;
    if (MARKS.has(name)) back.append(name, isItem ? later(String(value), place) : value);
    else if (operation !== "call-remove" || typeof value !== "string") back.append(to, value);
    else if (value.includes(`{{${LEFT_OPEN}`) && value === after.get(name)) back.append(to, before.get(to) ?? value);
    else back.append(to, pointedBack(value, place));
  }
  for (const [name, value] of [...before].filter(isWithin)) back.append(name, value);
  return back;
}

// What says that the form, and the call within it, is still the one that it was taken out of.
/** @param {string} operation @param {string} place */
function around(operation, place) {
  if (operation === "call-remove") return ["region", "service"];
  const call = /^param:\d+(?=:)/.exec(place)?.[0];
  return ["region", "service", "action", ...["service", "action", "#id"].map((name) => `${call}:${name}`)];
}

// The items from the place on make way for the one that comes back to it.
/** @param {string} name @param {string} place */
function later(name, place) {
  const list = place.slice(0, place.lastIndexOf(":") + 1);
  const index = Number(place.slice(list.length));
  if (!name.startsWith(list)) return name;
  return list + name.slice(list.length).replace(/^\d+/, (digits) => String(Number(digits) + Number(Number(digits) >= index)));
}

/** @param {string} text @param {string} place */
function pointedBack(text, place) {
  const number = Number(place.split(":")[1]);
  return text.replace(/\{(\d{1,4})(?=:result(?::[^{}:]+)*\})/g, (_, digits) => `{${Number(digits) + Number(Number(digits) >= number)}`);
}
