// Which rows of a table are ticked: known by their numbers, whatever order they are shown in.

/** @import { Rows } from "./table-rows.js" */

export class Ticks {
  /** @type {Set<number>} */
  #rows = new Set();

  get count() {
    return this.#rows.size;
  }

  /** @param {number} row */
  has(row) {
    return this.#rows.has(row);
  }

  // Of the rows at the places from `from` up to `to`.
  /** @param {Rows} rows @param {number} from @param {number} to @param {boolean} on */
  set(rows, from, to, on) {
    for (let place = Math.max(0, from); place < Math.min(to, rows.count); place++) {
      const row = rows.rowAt(place);
      if (on) this.#rows.add(row);
      else this.#rows.delete(row);
    }
  }

  // The same things among other rows, by what tells them apart.
  /** @param {Rows} before @param {Rows} rows */
  carried(before, rows) {
    const ticks = new Ticks();
    for (const row of this.#rows) {
      const now = rows.alike(before, row);
      if (now !== undefined) ticks.#rows.add(now);
    }
    return ticks;
  }

  // By page, from 0, which of its rows, from 1: "1-3,7", "" for all of its own. With `whole` those that are not ticked too.
  /** @param {Rows} rows @param {boolean} whole */
  pages(rows, whole) {
    /** @type {Map<number, number[]>} */
    const pages = new Map();
    for (let row = 0; row < rows.count; row++) {
      if (!whole && !this.has(row)) continue;
      const [page, number] = rows.origin(row);
      const numbers = pages.get(page);
      if (numbers) numbers.push(number);
      else pages.set(page, [number]);
    }
    return [...pages].map(([page, numbers]) => ({ page, rows: numbers.length === rows.sizeOf(page) ? "" : ranges(numbers) }));
  }
}

/** @param {number[]} numbers rising */
function ranges(numbers) {
  const parts = [];
  for (let at = 0; at < numbers.length; at++) {
    const first = numbers[at];
    while (numbers[at + 1] === numbers[at] + 1) at++;
    parts.push(first === numbers[at] ? `${first}` : `${first}-${numbers[at]}`);
  }
  return parts.join(",");
}
