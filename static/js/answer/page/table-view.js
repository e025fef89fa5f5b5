// A list answer as a table: columns, sorting, further pages, export. The rows stay with the worker.
import { explain, meaningsOf } from "./meanings.js";
import { Paging } from "./paging.js";
import { choicesFor } from "./table-choices.js";
import { Grid } from "./table-grid-view.js";
import { action, ColumnMenu, ExportMenu } from "./table-menu-view.js";
import { words } from "./words.js";

/** @import { AnswerBody } from "./answer-body.js" */
/** @import { Properties } from "./meanings.js" */
/** @import { Seen } from "./paging.js" */
/** @import { Facts } from "./preview-choice.js" */
/** @import { Column } from "./table-menu-view.js" */

/**
 * What the Worker says of the rows and of where they are from: see worker/table-handlers.js.
 * @typedef {{ count: number, total: number | null, columns: Column[], leftOut: number, classes: string[], seen: Seen, cut?: boolean, objects: boolean, ticked: number }} Rows
 * @typedef {{ call: number, total: number | null, rows: number, path: string }} List
 */

// Characters for what is said beside a value, by the kind of its meaning.
/** @type {Record<string, number>} */
const ROOM = { id: 2, time: 30, enum: 12, values: 12, milliseconds: 12, seconds: 12, bytes: 10, kilobytes: 10 };

export default class TableView {
  static id = "table";

  /** @param {Facts} facts */
  static offers(facts) {
    return facts.listNode !== -1 || (Boolean(facts.structured) && facts.service === "multirequest");
  }

  /** @type {Rows} */
  #facts = { count: 0, total: null, columns: [], leftOut: 0, classes: [], seen: {}, objects: false, ticked: 0 };
  /** @type {Map<string, Properties>} */
  #meanings = new Map();
  /** @type {Paging | null} */
  #paging = null;
  #opened = false;
  /** @type {List[]} */
  #lists = [];
  #path = ""; // of the list that is shown
  /** @type {Promise<import("./table-ticked.js").TickedBar> | null} */
  #bar = null;
  single = false;
  chooser = element("div", { className: "table-chooser", hidden: true });
  total = element("span", { className: "table-total" });
  nextButton = action(words.tableView.next, () => this.#next());
  allButton = action(words.tableView.all, () => this.#fetch((paging) => paging.all(() => this.#tell())));
  cancelButton = action(words.tableView.cancel, () => this.#paging?.cancel());
  progress = element("progress", { max: 1, value: 0 });
  overAll = action(words.tableTicks.runAll, () => this.#try(() => this.#plan(true)));
  thumbnails = element("a", { className: "quiet button", target: "_blank", rel: "noreferrer noopener", hidden: true });
  note = element("p", { className: "hint table-note", hidden: true, translate: true });
  problem = element("p", { className: "caution", hidden: true, translate: true });

  /** @param {HTMLElement} host @param {AnswerBody} body */
  constructor(host, body) {
    this.host = host;
    this.body = body;
    const choices = choicesFor(body.facts);
    this.grid = new Grid({
      label: words.tableView.label,
      widths: choices.widths,
      cells: (from, to, columns) => this.#cells(from, to, columns),
      sort: ({ path, isNumber }, direction) =>
        body.ask("table.sort", { path: direction === "none" ? null : path, isNumber, descending: direction === "descending" }),
      tick: (from, to, on) => this.#try(() => this.#tick(from, to, on)),
    });
    this.columnMenu = new ColumnMenu(choices.columns, () => this.#draw());
    this.exportMenu = new ExportMenu((format, whole) => this.#try(() => this.#export(format, whole)));
    this.#layOut();
  }

  async show() {
    this.host.hidden = false;
    if (this.#opened) return;
    this.#opened = true;
    await this.#try(async () => {
      /** @type {List[]} */
      const lists = await this.body.ask("table.lists", {});
      this.#lists = lists;
      for (const { button } of [this.columnMenu, this.exportMenu]) button.hidden = !lists.length;
      this.#offer(lists);
      if (lists.length) await this.#open(0);
      else this.total.textContent = words.tableView.noList;
    });
  }

  hide() {
    this.host.hidden = true;
  }

  #layOut() {
    this.total.setAttribute("role", "status");
    this.progress.setAttribute("aria-label", words.tableView.fetched);
    this.problem.setAttribute("role", "alert");
    for (const one of [this.nextButton, this.allButton, this.cancelButton, this.progress, this.overAll]) one.hidden = true;
    const bar = element("div", { className: "table-bar", translate: true });
    bar.append(this.chooser, this.total, this.nextButton, this.allButton, this.progress, this.cancelButton);
    const tools = element("div", { className: "table-bar", translate: true });
    tools.append(this.columnMenu.button, this.exportMenu.button, this.overAll, this.thumbnails);
    this.host.classList.add("table-view");
    this.host.append(bar, tools, this.columnMenu.panel, this.exportMenu.panel, this.problem, this.note, this.grid.element);
  }

  // Where a multirequest gave several lists, a choice between them.
  /** @param {List[]} lists */
  #offer(lists) {
    this.single = lists[0]?.call === 0;
    if (lists.length < 2) return;
    const select = element("select", {});
    select.append(...lists.map(({ call, rows }, index) => new Option(words.tableView.call(call, words.tableView.rows(rows)), String(index))));
    select.addEventListener("change", () => this.#try(() => this.#open(Number(select.value))));
    const label = element("label", {});
    label.append(words.tableView.list, select);
    this.chooser.append(label);
    this.chooser.hidden = false;
  }

  /** @param {number} list */
  async #open(list) {
    this.grid.unsorted();
    const facts = await this.body.ask("table.open", { list });
    this.#path = this.#lists[list].path;
    const { id: record = "" } = this.body.facts;
    this.#paging = new Paging(record, facts.seen, async (bytes, fresh) => {
      const grown = await this.body.ask("table.add", { bytes, fresh });
      await this.#take(grown);
      return grown.seen;
    });
    await this.#take(facts);
    await this.#offerThumbnails(record);
  }

  // Shows what the worker holds now.
  /** @param {Rows} facts */
  async #take(facts) {
    this.#facts = facts;
    const { region = "" } = this.body.facts;
    this.#meanings = await meaningsOf(region, facts.classes);
    this.columnMenu.columns = facts.columns.map((column) => ({ ...column, longest: Math.min(column.longest, 36) + this.#roomForNote(column) }));
    this.exportMenu.about.textContent = words.tableView.exported(words.tableView.rows(facts.count));
    await this.#draw();
    this.#tell();
  }

  /** @param {Column} column */
  #roomForNote({ path }) {
    const meaning = this.#facts.classes.map((name) => this.#meaningOf(name, path)).find(Boolean);
    return ROOM[meaning?.kind ?? ""] ?? 0;
  }

  /** @param {string} className @param {string[]} path */
  #meaningOf(className, path) {
    return path.length === 1 ? this.#meanings.get(className)?.get(path[0]) : undefined;
  }

  async #draw() {
    await this.grid.show(this.columnMenu.shown, this.#facts.count, this.#tickable);
    this.overAll.hidden = !this.#tickable;
    await this.#count(this.#facts.ticked);
  }

  // The console takes the rows of a run from its own record of the call.
  get #tickable() {
    const { count, objects, cut } = this.#facts;
    return Boolean(this.body.facts.id) && objects && count > 0 && !cut;
  }

  /** @param {number} from @param {number} to @param {boolean} on */
  async #tick(from, to, on) {
    await this.#count(await this.body.ask("table.tick", { from, to, on }));
  }

  /** @param {number} count how many rows are ticked */
  async #count(count) {
    this.#facts.ticked = this.grid.ticked = count;
    if (!count && !this.#bar) return;
    this.#bar ??= import("./table-ticked.js").then(({ TickedBar }) => {
      const bar = new TickedBar(() => this.#try(() => this.#plan(false)), () => this.grid.tick(0, Infinity, false));
      this.host.append(bar.element);
      return bar;
    });
    (await this.#bar).count = this.#facts.ticked;
  }

  // Of all rows, or of those that are ticked.
  /** @param {boolean} whole */
  async #plan(whole) {
    const { planRun } = await import("./table-ticked.js");
    /** @type {{ page: number, rows: string }[]} */
    const pages = await this.body.ask("table.picked", { whole });
    const records = this.#paging?.records ?? [];
    planRun(this.#path, pages.map(({ page, rows }) => ({ call: records[page], rows })));
  }

  #tell() {
    const { count, total, leftOut, cut } = this.#facts;
    const paging = this.#paging;
    if (!paging) return;
    this.total.textContent = total === null ? words.tableView.rows(count) : words.tableView.rowsOf(count, total);
    const more = this.single && total !== null && total > count && !paging.done;
    const busy = paging.busy;
    this.nextButton.hidden = busy || !more || Boolean(cut);
    this.allButton.hidden = busy || !more;
    this.allButton.textContent = paging.whole ? words.tableView.continue : words.tableView.all;
    this.cancelButton.hidden = this.progress.hidden = !busy;
    this.progress.value = total ? Math.min(1, count / total) : 0;
    const notes = [];
    if (paging.windows) notes.push(words.tableView.windows);
    if (cut) notes.push(words.tableView.cut);
    if (leftOut) notes.push(words.tableView.leftOut);
    if (paging.done && total !== null && count < total) notes.push(words.tableView.gone);
    if (!this.single && total !== null && total > count) notes.push(words.tableView.alone);
    this.note.textContent = notes.join(" ");
    this.note.hidden = !notes.length;
  }

  async #next() {
    const before = this.#facts.count;
    await this.#fetch((paging) => paging.next());
    if (this.#facts.count > before && !this.grid.isSorted) this.grid.scrollTo(before);
  }

  /** @param {(paging: Paging) => Promise<void>} work */
  async #fetch(work) {
    const under = this.#try(async () => this.#paging && (await work(this.#paging)));
    this.#tell();
    this.cancelButton.focus();
    await under;
    const hadFocus = document.activeElement === this.cancelButton || document.activeElement === document.body;
    this.#tell();
    if (hadFocus) [this.nextButton, this.allButton, this.grid.element].find((one) => !one.hidden)?.focus({ preventScroll: true });
  }

  // What goes wrong is said above the table, which stays as it is.
  /** @param {() => Promise<unknown>} work */
  async #try(work) {
    this.problem.hidden = true;
    try {
      await work();
    } catch (fault) {
      this.problem.textContent = /** @type {Error} */ (fault).message;
      this.problem.hidden = false;
    }
  }

  /** @param {number} from @param {number} to @param {Column[]} columns */
  async #cells(from, to, columns) {
    /** @type {{ type: string, cells: string[], ticked: boolean }[]} */
    const rows = await this.body.ask("table.cells", { from, to, paths: columns.map(({ path }) => path) });
    return rows.map(({ type, cells, ticked }) => ({ ticked, cells: cells.map((text, index) => {
      const { path, isNumber } = columns[index];
      const meaning = this.#meaningOf(type, path);
      const calls = text && meaning?.kind === "id" ? { region: this.body.facts.region ?? "", className: type, property: path[0], value: text } : undefined;
      return { text, isNumber, calls, ...(text && meaning && explain(text, meaning)) };
    }) }));
  }

  // The console loads no picture from elsewhere: they are on a page of their own, opened on purpose.
  /** @param {string} record */
  async #offerThumbnails(record) {
    const column = this.#facts.columns.find(({ isThumbnail }) => isThumbnail);
    this.thumbnails.hidden = !column || !this.single || !record;
    if (!column || this.thumbnails.hidden) return;
    /** @type {string[]} */
    const hosts = await this.body.ask("table.hosts", { path: column.path });
    const named = hosts.length > 3 ? words.tableView.hosts(hosts.slice(0, 3).join(", "), hosts.length - 3) : hosts.join(", ");
    this.thumbnails.textContent = words.tableView.thumbnails(named);
    this.thumbnails.title = words.tableView.thumbnailsTitle;
    this.thumbnails.href = `/history/${record}/thumbnails`;
  }

  /** @param {"csv" | "jsonl"} format @param {boolean} whole */
  async #export(format, whole) {
    const columns = whole ? null : this.columnMenu.shown.map(({ path, label }) => ({ path, label }));
    const { blob, leftOut } = await this.body.ask("table.export", { format, columns });
    const { service, action: name } = this.body.facts;
    const link = element("a", { href: URL.createObjectURL(blob), download: `${service}.${name}.${format}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    if (leftOut) throw new Error(words.tableView.exportCut(leftOut));
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name @param {Partial<HTMLElementTagNameMap[Name]>} properties
 * @returns {HTMLElementTagNameMap[Name]}
 */
function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
