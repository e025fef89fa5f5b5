// CSV or TSV as a table of text.
import { guessDelimiter, isFormula, readDelimited } from "./delimited.js";
import { caution, cell, countText, fill, make, scrolling } from "./preview-words.js";

const MOST_BYTES = 5_000_000;
const MOST_ROWS = 1000;
const MOST_COLUMNS = 50;
const MOST_CHARACTERS = 500;
const NAMES = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars" };

export async function show(stage, { blob, tell }) {
  const text = await blob.slice(0, MOST_BYTES).text();
  const delimiter = guessDelimiter(text);
  const { rows, more, unclosed } = readDelimited(text, delimiter, MOST_ROWS + 1);
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), 0);
  const columns = Math.min(width, MOST_COLUMNS);
  const cut = more || blob.size > MOST_BYTES;
  tell(`${cut ? "more than " : ""}${countText(Math.max(0, rows.length - 1), "row", "rows")}`);
  tell(countText(width, "column", "columns"));
  tell(`separated by ${NAMES[delimiter]}`);
  if (cut) stage.append(caution(`The first ${countText(rows.length - 1, "row", "rows")} are shown; Save has them all.`));
  if (width > columns) stage.append(caution(`The first ${columns} of ${width.toLocaleString("en")} columns are shown; Save has them all.`));
  if (unclosed) stage.append(caution(`The quote in line ${unclosed.toLocaleString("en")} is never closed: everything after it is one field.`));
  const uneven = rows.filter((row) => row.length !== rows[0].length).length;
  if (uneven) stage.append(caution(`${countText(uneven, "row has", "rows have")} another number of fields than the first.`));
  const formulas = rows.reduce((count, row) => count + row.filter(isFormula).length, 0);
  if (formulas) stage.append(caution(`${countText(formulas, "cell begins", "cells begin")} like a formula: here it is text, but a spreadsheet may carry it out when it opens the saved file.`));
  if (!rows.length) return;
  const body = make("tbody");
  const head = make("tr", {}, make("th", { scope: "col" }, "Row"), ...cellsOf(rows[0], columns, "th"));
  stage.append(scrolling("Table", make("table", { className: "preview-table" }, make("thead", {}, head), body)));
  const rowOf = (row, index) => make("tr", {}, make("th", { scope: "row" }, String(index + 1)), ...cellsOf(row, columns, "td"));
  await fill(body, rows.slice(1), rowOf, columns);
}

const cellsOf = (row, columns, name) =>
  Array.from({ length: columns }, (_, at) => cell(name, name === "th" ? { scope: "col" } : {}, shortened(row[at] ?? "")));

const shortened = (text) => (text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text);
