// Service and action typed in one go, "media list" or "media.list", out of the index of Find.

/** @typedef {{ service: string, action: string, text: string }} Pair */

/** @type {Map<string, Promise<Pair[]>>} */
const pairs = new Map();
const MOST = 40;

/** @returns {Promise<Pair[]>} every action of the region's schema */
function every() {
  const region = document.body.dataset.region ?? "";
  const known = pairs.get(region) ?? read(region);
  pairs.set(region, known);
  known.catch(() => pairs.delete(region));
  return known;
}

/** @param {string} region @returns {Promise<Pair[]>} */
async function read(region) {
  const response = await fetch(`${document.getElementById("find")?.dataset.index}?region=${encodeURIComponent(region)}`, { headers: { Accept: "application/json" } });
  /** @type {import("./find/entries.js").Index} */
  const { services } = await response.json();
  return services.flatMap(([service, name, , , actions]) => actions.map(([action]) => ({ service, action, text: `${name}.${action}` })));
}

/** @param {string} text in lower case @param {string} piece */
const rank = (text, piece) => (text === piece ? 0 : text.startsWith(piece) ? 1 : 2);

// The last word is the action, those before it are in the service's name.
/** @param {string[]} pieces in lower case @returns {Promise<Pair[]>} best first */
async function bothOf(pieces) {
  const [action, service] = [pieces.at(-1) ?? "", pieces.slice(0, -1)];
  const found = [];
  for (const pair of await every()) {
    const [name, its] = pair.text.toLowerCase().split(".");
    if (its.includes(action) && service.every((piece) => name.includes(piece))) found.push({ pair, at: 3 * rank(name, service.join("")) + rank(its, action) });
  }
  return found.sort((a, b) => a.at - b.at).slice(0, MOST).map(({ pair }) => pair);
}

/**
 * What is open of <search-select>: see search-select.js.
 * @typedef {HTMLElement & { select: HTMLSelectElement, input: HTMLInputElement, list: HTMLElement, mark: (item: Element | null) => void, close: (refocus?: boolean) => void }} Search
 */

// Puts the pairs in the place of what else was found, unless something else is typed by then.
/** @param {Search} search @param {string[]} pieces */
export async function offer(search, pieces) {
  const { input, list, select } = search;
  const typed = input.value;
  const found = await bothOf(pieces).catch(() => []);
  if (!found.length || input.value !== typed) return;
  const items = found.map(({ service, action, text }, at) => {
    const item = Object.assign(document.createElement("li"), { id: `${select.id}-both-${at}`, role: "option", textContent: text });
    Object.assign(item.dataset, { service, action });
    return item;
  });
  list.replaceChildren(...items);
  search.mark(items[0]);
}

// The action is one of the other service's, which the list has not got before its form is drawn.
/** @param {Search} search @param {string} service @param {string} action */
export function choose(search, service, action) {
  const row = /** @type {HTMLElement} */ (search.closest(".row-call"));
  /** @type {NodeListOf<HTMLElement & { complete: () => void, select: HTMLSelectElement }>} */
  const [first, second] = row.querySelectorAll("search-select");
  const [services, actions] = [first.select, second.select];
  first.complete();
  services.value = service;
  if (![...actions.options].some(({ value }) => value === action)) actions.add(new Option(action, action));
  actions.value = action;
  search.close(true);
  services.dispatchEvent(new Event("change", { bubbles: true }));
}
