// The rows of a list answer, with those of further pages: their columns, their order, and what came on each page.
import { Columns } from "./table-columns.js";
import { brief, isEmpty, toJson, valueAt } from "./table-values.js";

// The lists of an answer, as {node, total, call}: `call` counts from 1 in the answer of a multirequest, 0 elsewhere.
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
  return lists.length || !hasObjects(structure, result) ? lists : [{ node: result, total: null, call: 0 }];
}

function listAt(structure, node, call) {
  const objects = structure.property(node, "objects");
  const total = structure.property(node, "totalCount");
  if (objects === -1 || (structure.kind(objects) !== "array" && (total === -1 || !isEmpty(structure, objects)))) {
    return call && structure.kind(node) === "array" && hasObjects(structure, node) ? { node, total: null, call } : null;
  }
  return { node: objects, total: total === -1 ? null : whole(structure.text(total)), call };
}

function hasObjects(structure, node) {
  const first = structure.firstChild(node);
  return first !== -1 && structure.kind(first) === "object";
}

const whole = (text) => (/^\d{1,15}$/.test(text) ? Number(text) : null);

export class Rows {
  #sources = [];
  #source = []; // by row: which source, and which node in it
  #node = [];
  #known = new Set(); // what tells rows apart, once further pages come
  #order = null; // row numbers in the order shown; null: as they came
  columns = new Columns();
  total = null;

  // `sorted` is by what to sort, as the arguments of sort().
  constructor(sorted = [null]) {
    this.sorted = sorted;
  }

  get count() {
    return this.#node.length;
  }

  // Takes a list's rows but those that are there already; gives what came on that page, see app/call/paging.py.
  add(structure, list) {
    const source = this.#sources.push(structure) - 1;
    const seen = { rows: 0, total: list.total, earliest: null, latest: null, last: null };
    for (const node of structure.kind(list.node) === "array" ? structure.children(list.node) : []) {
      seen.rows++;
      noteTime(seen, structure, node);
      const identity = identityOf(structure, node);
      if (source > 0 && this.#known.has(identity)) continue;
      this.#known.add(identity);
      this.#source.push(source);
      this.#node.push(node);
      this.columns.add(structure, node);
    }
    this.total ??= list.total;
    this.sort(...this.sorted);
    return seen;
  }

  value(row, path) {
    const structure = this.#sources[this.#source[row]];
    return [structure, valueAt(structure, this.#node[row], path)];
  }

  // Each row in the order shown, as [structure, node].
  *inOrder() {
    for (let place = 0; place < this.count; place++) {
      const row = this.#order ? this.#order[place] : place;
      yield [this.#sources[this.#source[row]], this.#node[row]];
    }
  }

  // The cells of the rows from `from` up to `to`, for columns given as paths.
  cells(from, to, paths) {
    const found = [];
    for (let place = from; place < Math.min(to, this.count); place++) {
      const row = this.#order ? this.#order[place] : place;
      const structure = this.#sources[this.#source[row]];
      const type = structure.kind(this.#node[row]) === "object" ? structure.objectType(this.#node[row]) : "";
      found.push({ type, cells: paths.map((path) => brief(...this.value(row, path))) });
    }
    return found;
  }

  // Sorts by a column, or with no path back to the order of the answer; empty cells come last either way.
  sort(path, isNumber, descending) {
    this.sorted = [path, isNumber, descending];
    this.#order = null;
    if (!path) return;
    const texts = Array.from({ length: this.count }, (_, row) => brief(...this.value(row, path)));
    const keys = isNumber ? texts.map((text) => (text === "" ? NaN : Number(text))) : texts;
    const collator = new Intl.Collator(undefined, { numeric: true });
    const compare = isNumber ? (one, other) => keys[one] - keys[other] : (one, other) => collator.compare(keys[one], keys[other]);
    const sign = descending ? -1 : 1;
    this.#order = Uint32Array.from(texts.keys()).sort((one, other) => {
      if (texts[one] === "" || texts[other] === "") return (texts[one] === "") - (texts[other] === "") || one - other;
      return sign * compare(one, other) || one - other;
    });
  }
}

function identityOf(structure, node) {
  const id = structure.property(node, "id");
  return id === -1 || isEmpty(structure, id) ? toJson(structure, node) : `id ${structure.text(id)}`;
}

function noteTime(seen, structure, node) {
  const created = structure.property(node, "createdAt");
  const time = created === -1 ? null : whole(structure.text(created));
  seen.last = time;
  if (time === null) return;
  seen.earliest = Math.min(seen.earliest ?? time, time);
  seen.latest = Math.max(seen.latest ?? time, time);
}
