// A table whose rows are made as they come into sight, with columns to sort by and to resize.
import { callsButton } from "./calls-button.js";
import { ColumnHead } from "./table-head-view.js";

const ROW = 28; // px, the height of each row
const MARGIN = 15; // rows made above and below those in sight
const CHARACTER = 0.54; // rem, about
const [NARROWEST, WIDEST] = [5.7, 24.3]; // rem, of a column nobody has resized

export class Grid {
  #columns = [];
  #count = 0;
  #rows = new Map(); // place -> its <tr>
  #heads = [];
  #asked = 0;
  #drawing = false;
  #stale = false; // the rows that are there are to be made anew

  // `cells(from, to, columns)` gives rows of {text, note, title, isNumber, calls}; `sort(column, direction)` sorts them.
  // `widths` keeps, by column key, the px that somebody gave it.
  constructor({ label, widths, cells, sort }) {
    this.widths = widths;
    this.cells = cells;
    this.sort = sort;
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
    this.element.addEventListener("scroll", () => this.#later());
    new ResizeObserver(() => this.#later()).observe(this.element);
  }

  // Shows `count` rows with these columns, keeping widths and place.
  async show(columns, count) {
    this.#columns = columns;
    this.#count = count;
    this.#drawHead();
    this.table.setAttribute("aria-rowcount", count + 1);
    await this.refresh();
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
    const missing = this.#stale ? [from, to] : this.#missing(from, to);
    const asked = ++this.#asked;
    const columns = this.#columns;
    const cells = missing[0] < missing[1] ? await this.cells(...missing, columns) : [];
    if (asked !== this.#asked) return; // it was scrolled on meanwhile
    if (this.#stale) this.#rows.clear();
    this.#stale = false;
    for (const [index, row] of cells.entries()) this.#rows.set(missing[0] + index, this.#row(missing[0] + index, row));
    for (const place of this.#rows.keys()) if (place < from || place >= to) this.#rows.delete(place);
    const rows = [...this.#rows.keys()].sort((one, other) => one - other).map((place) => this.#rows.get(place));
    height(this.above, from * ROW, columns.length);
    height(this.below, (this.#count - to) * ROW, columns.length);
    const focused = document.activeElement;
    this.body.replaceChildren(this.above, ...rows, this.below);
    if (this.body.contains(focused)) focused.focus({ preventScroll: true });
    else this.#makeStop(this.body.querySelector(".calls-button"));
  }

  // One of the buttons in the table is a stop of Tab: the arrows lead from it to the others.
  #makeStop(button) {
    this.body.querySelector('.calls-button[tabindex="0"]')?.setAttribute("tabindex", "-1");
    button?.setAttribute("tabindex", "0");
  }

  #pressed(event) {
    const cell = event.target.closest(".calls-button")?.parentElement;
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const of = (row, at) => row?.children[at]?.querySelector(".calls-button");
    const beside = [...cell.parentElement.querySelectorAll(".calls-button")];
    const at = beside.indexOf(event.target);
    const to = {
      ArrowDown: () => of(cell.parentElement.nextElementSibling, cell.cellIndex),
      ArrowUp: () => of(cell.parentElement.previousElementSibling, cell.cellIndex),
      ArrowRight: () => beside[at + 1],
      ArrowLeft: () => beside[at - 1],
    }[event.key]?.();
    if (!to) return;
    event.preventDefault();
    this.#makeStop(to);
    to.focus();
  }

  // The rows between `from` and `to` that are not there yet, as one stretch.
  #missing(from, to) {
    while (from < to && this.#rows.has(from)) from++;
    while (to > from && this.#rows.has(to - 1)) to--;
    return [from, to];
  }

  #row(place, cells) {
    const row = document.createElement("tr");
    row.setAttribute("aria-rowindex", place + 2);
    row.append(...cells.map(cell));
    return row;
  }

  #drawHead() {
    const focused = this.head.contains(document.activeElement) ? document.activeElement.dataset.part : "";
    this.#heads = this.#columns.map((column) => new ColumnHead(column, {
      width: this.#widthOf(column),
      direction: this.sorted.key === column.key ? this.sorted.direction : "none",
      sort: () => this.#sortBy(column),
      resize: (width) => this.#resize(column, width),
    }));
    this.group.replaceChildren(...this.#columns.map(() => document.createElement("col")));
    this.head.replaceChildren(...this.#heads.map((head) => head.element));
    this.#layOut();
    if (focused) this.head.querySelector(`[data-part="${CSS.escape(focused)}"]`)?.focus();
  }

  #widthOf(column) {
    const characters = Math.max(column.label.length + 5, column.longest + 3);
    return this.widths.get(column.key) ?? Math.round(rem() * Math.min(WIDEST, Math.max(NARROWEST, characters * CHARACTER)));
  }

  #resize(column, width) {
    this.widths.set(column.key, width);
    this.#layOut();
  }

  #layOut() {
    let whole = 0;
    this.#columns.forEach((column, index) => {
      const width = this.#widthOf(column);
      whole += width;
      this.group.children[index].style.setProperty("width", `${width}px`);
    });
    this.table.style.setProperty("width", `${whole}px`);
  }

  async #sortBy(column) {
    const { key, direction } = this.sorted;
    const next = key !== column.key ? "ascending" : { ascending: "descending", descending: "none", none: "ascending" }[direction];
    this.sorted = { key: column.key, direction: next };
    this.#drawHead();
    await this.sort(column, next);
    await this.refresh();
  }
}

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

function height(row, pixels, columns) {
  row.firstChild.colSpan = Math.max(columns, 1);
  row.firstChild.style.setProperty("height", `${pixels}px`);
  row.hidden = pixels === 0;
}

function rem() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize);
}
