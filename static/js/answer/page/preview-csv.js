// CSV or TSV as a table of text.
import { guessDelimiter, isFormula, readDelimited } from "./delimited.js";
import { caution, cell, fill, make, scrolling } from "./preview-words.js";
import { words } from "./words.js";

/** @import { Tools } from "./preview-view.js" */

const MOST_BYTES = 5_000_000;
const MOST_ROWS = 1000;
const MOST_COLUMNS = 50;
const MOST_CHARACTERS = 500;
/** @type {Record<string, string>} */
const SEPARATORS = words.previewCsv.separators;

/** @param {HTMLElement} stage @param {Tools} tools */
export async function show(stage, { blob, tell }) {
  const text = await blob.slice(0, MOST_BYTES).text();
  const delimiter = guessDelimiter(text);
  const { rows, more, unclosed } = readDelimited(text, delimiter, MOST_ROWS + 1);
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), 0);
  const columns = Math.min(width, MOST_COLUMNS);
  const cut = more || blob.size > MOST_BYTES;
  const counted = words.previewCsv.rows(Math.max(0, rows.length - 1));
  tell(cut ? words.previewCsv.moreThan(counted) : counted);
  tell(words.previewCsv.columns(width));
  tell(words.previewCsv.separated(SEPARATORS[delimiter]));
  if (cut) stage.append(caution(words.previewCsv.cut(counted)));
  if (width > columns) stage.append(caution(words.previewCsv.wide(columns, width)));
  if (unclosed) stage.append(caution(words.previewCsv.unclosed(unclosed)));
  const uneven = rows.filter((row) => row.length !== rows[0].length).length;
  if (uneven) stage.append(caution(words.previewCsv.uneven(uneven)));
  const formulas = rows.reduce((count, row) => count + row.filter(isFormula).length, 0);
  if (formulas) stage.append(caution(words.previewCsv.formulas(formulas)));
  if (!rows.length) return;
  const body = make("tbody");
  const head = make("tr", {}, make("th", { scope: "col" }, words.previewCsv.row), ...cellsOf(rows[0], columns, "th"));
  stage.append(scrolling(words.previewCsv.label, make("table", { className: "preview-table" }, make("thead", {}, head), body)));
  /** @param {string[]} row @param {number} index */
  const rowOf = (row, index) => make("tr", {}, make("th", { scope: "row" }, String(index + 1)), ...cellsOf(row, columns, "td"));
  await fill(body, rows.slice(1), rowOf, columns);
}

/** @param {string[]} row @param {number} columns @param {"td" | "th"} name */
const cellsOf = (row, columns, name) =>
  Array.from({ length: columns }, (_, at) => cell(name, name === "th" ? { scope: "col" } : {}, shortened(row[at] ?? "")));

/** @param {string} text */
const shortened = (text) => (text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text);
