// Ids of things that were seen in recent answers, asked for once until another answer has come.
import { headers } from "./ask.js";

/** @typedef {{ value: string, note: string }} Choice */

/** @type {Map<string, Promise<Choice[]>>} */
const known = new Map(); // by region, class and the last answer

/** @param {string} region @param {string} takes the class of things @returns {Promise<Choice[]>} */
export function ask(region, takes) {
  const last = document.querySelector("#answer article")?.getAttribute("data-record") ?? "";
  const key = [region, takes, last].join(" ");
  const asked = known.get(key) ?? fetchIds(region, takes);
  if (!known.has(key)) known.clear();
  known.set(key, asked);
  asked.catch(() => known.delete(key));
  return asked;
}

/** @param {string} region @param {string} takes @returns {Promise<Choice[]>} */
async function fetchIds(region, takes) {
  const response = await fetch(`/form/at-hand?${new URLSearchParams({ region, takes })}`, { headers: headers() });
  if (!response.ok) throw new Error(String(response.status));
  /** @type {{ found: { id: string, name: string }[] }} */
  const { found } = await response.json();
  return found.map(({ id, name }) => ({ value: id, note: name }));
}
