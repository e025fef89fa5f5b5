// A table whose rows are made as they come into sight, with columns to sort by and to resize.
import { all, placeOf } from "../../elements.js";
import { callsButton } from "./calls-button.js";
import { ColumnHead } from "./table-head-view.js";
import { listen, tickCell, tickHead } from "./table-tick-cells.js";

const ROW = 28; // px, the height of each row
const MARGIN = 15; // rows made above and below those in sight
const CHARACTER = 0.54; // rem, about
const TICKS = 36; // px, of the column with the boxes
const STOP = ".row-tick, .calls-button"; // one of them in the rows is a stop of Tab
const [NARROWEST, WIDEST] = [5.7, 24.3]; // rem, of a column nobody has resized

/** @import { Id } from "./calls-button.js" */
/** @import { Column } from "./table-menu-view.js" */

/**
 * What a cell says: `note` and `title` are what its text means, `calls` the id whose calls are offered.
 * @typedef {{ text: string, note?: string, title?: string, isNumber: boolean, calls?: Id }} Cell
 */

/** @typedef {{ ticked: boolean, cells: Cell[] }} Row */

/** @typedef {"none" | "ascending" | "descending"} Direction */

/** @type {Record<Direction, Direction>} */
const NEXT = { ascending: "descending", descending: "none", none: "ascending" };

export class Grid {
  /** @type {Column[]} */
  #columns = [];
  #count = 0;
  /** @type {Map<number, HTMLTableRowElement>} */
  #rows = new Map(); // by their places
  #asked = 0;
  #drawing = false;
  #stale = false; // the rows that are there are to be made anew
  #ticks = false; // whether rows can be ticked

  // `cells(from, to, columns)` gives rows, whose cells are {text, note, title, isNumber, calls}; `sort(column, direction)`
  // sorts them; `tick(from, to, on)` ticks those at places, or unticks them. `widths` keeps, by column key, the px that
  // somebody gave it.
  /**
   * @param {{
   *   label: string, widths: Map<string, number>,
   *   cells: (from: number, to: number, columns: Column[]) => Promise<Row[]>,
   *   sort: (column: Column, direction: Direction) => Promise<unknown>,
   *   tick: (from: number, to: number, on: boolean) => unknown,
   * }} of
   */
  constructor({ label, widths, cells, sort, tick }) {
    this.widths = widths;
    this.cells = cells;
    this.sort = sort;
    this.tells = tick;
    /** @type {{ key: string, direction: Direction }} */
    this.sorted = { key: "", direction: "none" };
    this.element = Object.assign(document.createElement("div"), { className: "table-scroll", tabIndex: 0 });
    this.element.setAttribute("role", "region");
    this.element.setAttribute("aria-label", label);
    this.table = document.createElement("table");
    this.group = document.createElement("colgroup");
    this.head = document.createElement("tr");
    this.head.setAttribute("aria-rowindex", "1");
    this.body = document.createElement("tbody");
    this.above = spacer();
    this.below = spacer();
    const thead = document.createElement("thead");
    thead.append(this.head);
    this.body.append(this.above, this.below);
    this.table.append(this.group, thead, this.body);
    this.element.append(this.table);
    this.element.addEventListener("keydown", (event) => this.#pressed(event));
    listen(this.table, (from, to, on) => this.tick(from, to, on));
    this.element.addEventListener("scroll", () => this.#later());
    new ResizeObserver(() => this.#later()).observe(this.element);
  }

  // Shows `count` rows with these columns, keeping widths and place; with `ticks` they can be ticked.
  /** @param {Column[]} columns @param {number} count @param {boolean} ticks */
  async show(columns, count, ticks) {
    this.#columns = columns;
    this.#count = count;
    this.#ticks = ticks;
    this.#drawHead();
    this.table.setAttribute("aria-rowcount", String(count + 1));
    await this.refresh();
  }

  // How many rows are ticked is said by the box for all.
  /** @param {number} count */
  set ticked(count) {
    const [whole] = all(this.head, ".row-tick", HTMLInputElement);
    if (!whole) return;
    whole.checked = count > 0 && count === this.#count;
    whole.indeterminate = count > 0 && !whole.checked;
  }

  /** @param {number} from @param {number} to @param {boolean} on */
  tick(from, to, on) {
    for (const box of all(this.body, ".row-tick", HTMLInputElement)) {
      const place = Number(box.dataset.place);
      if (place >= from && place < to) box.checked = on;
    }
    return this.tells(from, Math.min(to, this.#count), on);
  }

  // Other rows come, in the order of their answer.
  unsorted() {
    this.sorted = { key: "", direction: "none" };
  }

  get isSorted() {
    return this.sorted.direction !== "none";
  }

  // Makes the rows in sight anew.
  async refresh() {
    this.#stale = true;
    await this.#draw();
  }

  /** @param {number} place */
  scrollTo(place) {
    this.element.scrollTop = place * ROW;
  }

  #later() {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.#draw();
    });
  }

  async #draw() {
    const first = Math.floor(this.element.scrollTop / ROW);
    const from = Math.max(0, first - MARGIN);
    const to = Math.min(this.#count, first + Math.ceil(this.element.clientHeight / ROW) + MARGIN);
    const [start, end] = this.#stale ? [from, to] : this.#missing(from, to);
    const asked = ++this.#asked;
    const columns = this.#columns;
    const cells = start < end ? await this.cells(start, end, columns) : [];
    if (asked !== this.#asked) return; // it was scrolled on meanwhile
    if (this.#stale) this.#rows.clear();
    this.#stale = false;
    for (const [index, row] of cells.entries()) this.#rows.set(start + index, this.#row(start + index, row));
    for (const place of this.#rows.keys()) if (place < from || place >= to) this.#rows.delete(place);
    const rows = [...this.#rows].sort(([one], [other]) => one - other).map(([, row]) => row);
    const width = columns.length + Number(this.#ticks);
    height(this.above, from * ROW, width);
    height(this.below, (this.#count - to) * ROW, width);
    const focused = document.activeElement;
    this.body.replaceChildren(this.above, ...rows, this.below);
    if (focused instanceof HTMLElement && this.body.contains(focused)) focused.focus({ preventScroll: true });
    else this.#makeStop(this.body.querySelector(STOP));
  }

  // One of the boxes and buttons in the rows is a stop of Tab: the arrows lead from it to the others.
  /** @param {Element | null} stop */
  #makeStop(stop) {
    this.body.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
    stop?.setAttribute("tabindex", "0");
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const stop = placeOf(event)?.closest(STOP);
    const cell = stop?.closest("td");
    const row = cell?.closest("tr");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    /** @param {Element | null} other @returns {HTMLElement | null | undefined} */
    const of = (other) => other?.children[cell?.cellIndex ?? 0]?.querySelector(STOP);
    const beside = all(row, STOP, HTMLElement);
    const at = beside.indexOf(/** @type {HTMLElement} */ (stop));
    /** @type {Record<string, HTMLElement | null | undefined>} */
    const places = { ArrowDown: of(row.nextElementSibling), ArrowUp: of(row.previousElementSibling), ArrowRight: beside[at + 1], ArrowLeft: beside[at - 1] };
    const to = places[event.key];
    if (!to) return;
    event.preventDefault();
    this.#makeStop(to);
    to.focus();
  }

  // The rows between `from` and `to` that are not there yet, as one stretch.
  /** @param {number} from @param {number} to */
  #missing(from, to) {
    while (from < to && this.#rows.has(from)) from++;
    while (to > from && this.#rows.has(to - 1)) to--;
    return [from, to];
  }

  /** @param {number} place @param {Row} of */
  #row(place, { ticked, cells }) {
    const row = document.createElement("tr");
    row.setAttribute("aria-rowindex", String(place + 2));
    if (this.#ticks) row.append(tickCell(place, cells[0]?.text ?? "", ticked));
    row.append(...cells.map(cell));
    return row;
  }

  #drawHead() {
    const { activeElement: at } = document;
    const focused = at instanceof HTMLElement && this.head.contains(at) ? at.dataset.part : "";
    const heads = this.#columns.map((column) => new ColumnHead(column, {
      width: this.#widthOf(column),
      direction: this.sorted.key === column.key ? this.sorted.direction : "none",
      sort: () => this.#sortBy(column),
      resize: (width) => this.#resize(column, width),
    }));
    const ticks = this.#ticks ? [this.head.querySelector(".ticks-row") ?? tickHead()] : [];
    this.group.replaceChildren(...[...ticks, ...heads].map(() => document.createElement("col")));
    this.head.replaceChildren(...ticks, ...heads.map((head) => head.element));
    this.#layOut();
    /** @type {HTMLElement | null} */
    const same = focused ? this.head.querySelector(`[data-part="${CSS.escape(focused)}"]`) : null;
    same?.focus();
  }

  /** @param {Column} column */
  #widthOf(column) {
    const characters = Math.max(column.label.length + 5, column.longest + 3);
    return this.widths.get(column.key) ?? Math.round(rem() * Math.min(WIDEST, Math.max(NARROWEST, characters * CHARACTER)));
  }

  /** @param {Column} column @param {number} width */
  #resize(column, width) {
    this.widths.set(column.key, width);
    this.#layOut();
  }

  #layOut() {
    let whole = 0;
    const widths = [...(this.#ticks ? [TICKS] : []), ...this.#columns.map((column) => this.#widthOf(column))];
    for (const [index, col] of this.group.querySelectorAll("col").entries()) {
      const width = widths[index];
      whole += width;
      col.style.setProperty("width", `${width}px`);
    }
    this.table.style.setProperty("width", `${whole}px`);
  }

  /** @param {Column} column */
  async #sortBy(column) {
    const { key, direction } = this.sorted;
    const next = key !== column.key ? "ascending" : NEXT[direction];
    this.sorted = { key: column.key, direction: next };
    this.#drawHead();
    await this.sort(column, next);
    await this.refresh();
  }
}

/** @param {Cell} of */
function cell({ text, note, title, isNumber, calls }) {
  const made = document.createElement("td");
  made.title = [text, note, title].filter(Boolean).join(" · ");
  if (isNumber) made.className = "number";
  const value = document.createElement("bdi");
  value.textContent = text;
  made.append(value);
  if (note) made.append(Object.assign(document.createElement("span"), { className: "note", textContent: ` · ${note}` }));
  if (calls) made.append(callsButton(calls));
  return made;
}

function spacer() {
  const row = document.createElement("tr");
  row.setAttribute("aria-hidden", "true");
  row.className = "spacer";
  row.append(document.createElement("td"));
  return row;
}

/** @param {HTMLTableRowElement} row @param {number} pixels @param {number} columns */
function height(row, pixels, columns) {
  const [only] = row.cells;
  only.colSpan = Math.max(columns, 1);
  only.style.setProperty("height", `${pixels}px`);
  row.hidden = pixels === 0;
}

function rem() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize);
}
