// What is done with the rows that are ticked: fetched with the first tick.
import { action } from "./table-menu-view.js";
import { words } from "./words.js";

/** @typedef {{ call: string, rows: string }[]} Ticked the recorded calls, and which rows of each */

export class TickedBar {
  said = document.createElement("output");

  /** @param {() => unknown} run @param {() => unknown} none */
  constructor(run, none) {
    this.said.setAttribute("role", "status");
    this.element = Object.assign(document.createElement("div"), { className: "batch", translate: true });
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", words.tableTicks.bar);
    const begins = action(words.tableTicks.run, run);
    begins.classList.remove("quiet");
    this.element.append(this.said, begins, action(words.tableTicks.none, none));
  }

  /** @param {number} count */
  set count(count) {
    this.said.textContent = count ? words.tableTicks.ticked(words.tableView.rows(count)) : "";
    this.element.classList.toggle("has-ticks", count > 0);
  }
}

// Leads to where the run is planned. Which rows they are goes there, and nothing of what they say.
/** @param {string} path @param {Ticked} ticked */
export function planRun(path, ticked) {
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
  const form = Object.assign(document.createElement("form"), { method: "post", action: "/runs/new", hidden: true });
  const fields = [["csrf_token", token], ["from", "answer"], ["path", path], ...ticked.flatMap(({ call, rows }) => [["call", call], ["rows", rows]])];
  for (const [name, value] of fields) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.body.append(form);
  form.submit();
  form.remove();
}
