// The list of runs: those under way are looked at until they are over; several are ticked at once.
import { request } from "../ask.js";
import { byId } from "../elements.js";
import { tell } from "../remembered.js";
import { words } from "./words.js";

const EVERY = 2000; // ms between two looks
const whole = byId("runs", HTMLElement);
const list = byId("listed-runs", HTMLElement);

const boxes = () => /** @type {HTMLInputElement[]} */ ([...list.querySelectorAll("input[name=id]")]);
const all = () => /** @type {HTMLInputElement | null} */ (list.querySelector("#tick-all"));
/** @param {ParentNode} root */
const rows = (root) => /** @type {HTMLTableRowElement[]} */ ([...root.querySelectorAll("tr[data-run]")]);
const underWay = () => rows(list).filter((row) => row.dataset.underWay !== undefined);

function count() {
  const [ticked, every] = [boxes().filter(({ checked }) => checked).length, all()];
  byId("ticked-count", HTMLOutputElement).textContent = ticked ? words.list.selected(ticked) : "";
  if (!every) return;
  every.checked = ticked > 0 && ticked === boxes().length;
  every.indeterminate = ticked > 0 && !every.checked;
}

list.addEventListener("change", ({ target }) => {
  if (target === all()) for (const box of boxes()) box.checked = /** @type {HTMLInputElement} */ (target).checked;
  count();
});
byId("ticked", HTMLFormElement).addEventListener("reset", () => setTimeout(count));
// The browser may have brought ticks back with the page.
count();

/** @param {string} search */
async function fetched(search) {
  const answer = await request(location.pathname + search, null, { method: "GET" });
  if (!answer.ok) throw new Error();
  return new DOMParser().parseFromString((await answer.json()).html, "text/html").body;
}

async function look() {
  const ids = underWay().map((row) => row.dataset.run ?? "");
  if (!ids.length) return ended();
  try {
    const found = new Map(rows(await fetched(`?${new URLSearchParams(ids.map((id) => ["only", id]))}`)).map((row) => [row.dataset.run, row]));
    for (const row of underWay()) {
      const now = found.get(row.dataset.run);
      // Deleted elsewhere.
      if (!now) row.removeAttribute("data-under-way");
      else renew(row, now);
    }
    count();
  } catch {
    // The console is away for a moment: what it carries out goes on once it is back.
  }
  setTimeout(look, EVERY);
}

// Cell by cell, so that what has the focus stays.
/** @param {HTMLTableRowElement} row @param {HTMLTableRowElement} now */
function renew(row, now) {
  const fresh = [...now.cells];
  [...row.cells].forEach((cell, at) => {
    const other = /** @type {HTMLTableCellElement} */ (fresh[at]);
    if (!cell.isEqualNode(other) && !cell.contains(document.activeElement)) cell.replaceWith(other);
  });
  if (now.dataset.underWay !== undefined) return;
  row.removeAttribute("data-under-way");
  const says = row.querySelector(".badge")?.textContent ?? "";
  byId("runs-state", HTMLElement).textContent = words.list.over(row.querySelector(".call-link")?.textContent ?? "", says);
}

function ended() {
  document.getElementById("pause-all")?.remove();
}

// Days begin when the reader's do.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
if (whole.dataset.zone !== timeZone) {
  tell("zone", timeZone);
  fetched(location.search).then((found) => list.replaceChildren(...found.childNodes), () => undefined).then(count);
}
if (underWay().length) setTimeout(look, EVERY);
