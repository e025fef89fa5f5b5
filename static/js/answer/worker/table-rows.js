// The rows of a list answer, with those of further pages: their columns, their order, and what came on each page.
import { Columns } from "./table-columns.js";
import { brief, isEmpty, toJson, valueAt } from "./table-values.js";

/** @import { Structure } from "./structure.js" */

/**
 * A list of an answer: `call` counts from 1 in the answer of a multirequest, 0 elsewhere; `path` leads to it (JSONPath).
 * @typedef {{ node: number, total: number | null, call: number, path: string }} List
 */

/**
 * What came on a page: see app/call/paging.py. Times in seconds.
 * @typedef {{ rows: number, total: number | null, earliest: number | null, latest: number | null, last: number | null }} Seen
 */

/**
 * By what rows are sorted: without a path, in the order of the answer.
 * @typedef {[path?: string[] | null, isNumber?: boolean, descending?: boolean]} Sorting
 */

// The lists of an answer.
/** @param {Structure} structure @returns {List[]} */
export function listsOf(structure) {
  if (!structure.count) return [];
  const result = structure.resultNode();
  const whole = listAt(structure, result, 0);
  if (whole || structure.kind(result) !== "array") return whole ? [whole] : [];
  const lists = [];
  let call = 0;
  for (const item of structure.children(result)) {
    const list = listAt(structure, item, ++call);
    if (list) lists.push(list);
  }
  return lists.length || !hasObjects(structure, result) ? lists : [{ node: result, total: null, call: 0, path: "$" }];
}

/** @param {Structure} structure @param {number} node @param {number} call @returns {List | null} */
function listAt(structure, node, call) {
  const path = call ? `$[${call - 1}]` : "$";
  const objects = structure.property(node, "objects");
  const total = structure.property(node, "totalCount");
  if (objects === -1 || (structure.kind(objects) !== "array" && (total === -1 || !isEmpty(structure, objects)))) {
    return call && structure.kind(node) === "array" && hasObjects(structure, node) ? { node, total: null, call, path } : null;
  }
  return { node: objects, total: total === -1 ? null : whole(structure.text(total)), call, path: `${path}.objects` };
}

/** @param {Structure} structure @param {number} node */
function hasObjects(structure, node) {
  const first = structure.firstChild(node);
  return first !== -1 && structure.kind(first) === "object";
}

/** @param {string} text */
const whole = (text) => (/^\d{1,15}$/.test(text) ? Number(text) : null);

export class Rows {
  /** @type {Structure[]} */
  #sources = [];
  /** @type {number[]} */
  #source = []; // by row: which source, and which node in it
  /** @type {number[]} */
  #node = [];
  /** @type {number[]} */
  #number = []; // by row: which it is in its source, from 1
  /** @type {number[]} */
  #sizes = []; // of the sources, in rows
  /** @type {Map<string, number>} */
  #known = new Map(); // rows by what tells them apart, once further pages come
  /** @type {Uint32Array | null} */
  #order = null; // row numbers in the order shown; null: as they came
  columns = new Columns();
  /** @type {number | null} */
  total = null;
  objects = true; // whether each row is one

  /** @param {Sorting} [sorted] */
  constructor(sorted = []) {
    this.sorted = sorted;
  }

  get count() {
    return this.#node.length;
  }

  // Takes a list's rows but those that are there already; gives what came on that page, see app/call/paging.py.
  /** @param {Structure} structure @param {List} list */
  add(structure, list) {
    const source = this.#sources.push(structure) - 1;
    /** @type {Seen} */
    const seen = { rows: 0, total: list.total, earliest: null, latest: null, last: null };
    for (const node of structure.kind(list.node) === "array" ? structure.children(list.node) : []) {
      seen.rows++;
      noteTime(seen, structure, node);
      const identity = identityOf(structure, node);
      if (source > 0 && this.#known.has(identity)) continue;
      this.#known.set(identity, this.count);
      this.#source.push(source);
      this.#node.push(node);
      this.#number.push(seen.rows);
      if (structure.kind(node) !== "object") this.objects = false;
      this.columns.add(structure, node);
    }
    this.#sizes.push(seen.rows);
    this.total ??= list.total;
    this.sort(...this.sorted);
    return seen;
  }

  /** @param {number} row @param {string[]} path @returns {[Structure, number]} */
  value(row, path) {
    const structure = this.#sources[this.#source[row]];
    return [structure, valueAt(structure, this.#node[row], path)];
  }

  // The row that is shown at a place.
  /** @param {number} place */
  rowAt(place) {
    return this.#order ? this.#order[place] : place;
  }

  // The page that a row came on, from 0, and which it was there, from 1.
  /** @param {number} row @returns {[page: number, number: number]} */
  origin(row) {
    return [this.#source[row], this.#number[row]];
  }

  /** @param {number} page */
  sizeOf(page) {
    return this.#sizes[page];
  }

  // The row that is what one of other rows is.
  /** @param {Rows} others @param {number} row */
  alike(others, row) {
    return this.#known.get(identityOf(others.#sources[others.#source[row]], others.#node[row]));
  }

  // Each row in the order shown.
  /** @returns {Generator<[Structure, number]>} */
  *inOrder() {
    for (let place = 0; place < this.count; place++) {
      const row = this.rowAt(place);
      yield [this.#sources[this.#source[row]], this.#node[row]];
    }
  }

  // The cells of the rows from `from` up to `to`, for columns given as paths.
  /** @param {number} from @param {number} to @param {string[][]} paths */
  cells(from, to, paths) {
    const found = [];
    for (let place = from; place < Math.min(to, this.count); place++) {
      const row = this.rowAt(place);
      const structure = this.#sources[this.#source[row]];
      const type = structure.kind(this.#node[row]) === "object" ? structure.objectType(this.#node[row]) : "";
      found.push({ row, type, cells: paths.map((path) => brief(...this.value(row, path))) });
    }
    return found;
  }

  // Sorts by a column, or with no path back to the order of the answer; empty cells come last either way.
  /** @param {Sorting} sorting */
  sort(...sorting) {
    const [path, isNumber, descending] = sorting;
    this.sorted = sorting;
    this.#order = null;
    if (!path) return;
    const texts = Array.from({ length: this.count }, (_, row) => brief(...this.value(row, path)));
    const compare = isNumber ? byNumber(texts) : byWords(texts);
    const sign = descending ? -1 : 1;
    this.#order = Uint32Array.from(texts.keys()).sort((one, other) => {
      if (texts[one] === "" || texts[other] === "") return Number(texts[one] === "") - Number(texts[other] === "") || one - other;
      return sign * compare(one, other) || one - other;
    });
  }
}

/** @typedef {(one: number, other: number) => number} Comparing */

/** @param {string[]} texts @returns {Comparing} */
function byNumber(texts) {
  const keys = texts.map((text) => (text === "" ? NaN : Number(text)));
  return (one, other) => keys[one] - keys[other];
}

/** @param {string[]} texts @returns {Comparing} */
function byWords(texts) {
  const collator = new Intl.Collator(undefined, { numeric: true });
  return (one, other) => collator.compare(texts[one], texts[other]);
}

/** @param {Structure} structure @param {number} node */
function identityOf(structure, node) {
  const id = structure.property(node, "id");
  return id === -1 || isEmpty(structure, id) ? toJson(structure, node) : `id ${structure.text(id)}`;
}

/** @param {Seen} seen @param {Structure} structure @param {number} node */
function noteTime(seen, structure, node) {
  const created = structure.property(node, "createdAt");
  const time = created === -1 ? null : whole(structure.text(created));
  seen.last = time;
  if (time === null) return;
  seen.earliest = Math.min(seen.earliest ?? time, time);
  seen.latest = Math.max(seen.latest ?? time, time);
}
