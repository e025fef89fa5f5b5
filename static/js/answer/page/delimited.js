// CSV and TSV (RFC 4180) as rows of texts, as far as they are shown.

const DELIMITERS = [",", ";", "\t", "|"];

// The delimiter that cuts the first lines most evenly; a comma where none does.
/** @param {string} text */
export function guessDelimiter(text) {
  const counts = DELIMITERS.map((delimiter) => {
    const { rows } = readDelimited(text.slice(0, 20_000), delimiter, 20);
    const width = rows[0]?.length ?? 1;
    const even = rows.filter((row) => row.length === width).length;
    return width > 1 ? even * 1000 + Math.min(width, 999) : 0;
  });
  return DELIMITERS[counts.indexOf(Math.max(...counts))];
}

// {rows: [[text, …], …], more: whether there are further rows, unclosed: the line of a quote
// that is never closed, else 0}. Quotes within an unquoted field are part of it.
/** @param {string} text @param {string} delimiter @param {number} mostRows */
export function readDelimited(text, delimiter, mostRows) {
  /** @type {string[][]} */
  const rows = [];
  const ends = new RegExp(`[${delimiter === "|" ? "\\|" : delimiter}\\r\\n]`, "g");
  let at = text.startsWith("\ufeff") ? 1 : 0;
  /** @type {string[]} */
  let row = [];
  let unclosed = 0;
  while (at < text.length && rows.length < mostRows) {
    let field = "";
    if (text[at] === '"') {
      const from = at;
      [field, at] = quoted(text, at + 1);
      if (at > text.length) unclosed = text.slice(0, from).split("\n").length;
    }
    ends.lastIndex = at;
    const end = ends.exec(text)?.index ?? text.length;
    row.push(field + text.slice(at, end));
    at = end + 1;
    if (text[end] === delimiter) {
      // The text ends with a delimiter: an empty field follows it.
      if (at >= text.length) row.push("");
      else continue;
    }
    if (text[end] === "\r" && text[at] === "\n") at += 1;
    rows.push(row);
    row = [];
  }
  return { rows, more: at < text.length, unclosed };
}

// The text of a quoted field and where it ends; beyond the text where the quote is never closed.
/** @param {string} text @param {number} from @returns {[field: string, end: number]} */
function quoted(text, from) {
  /** @type {string[]} */
  const parts = [];
  let at = from;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return [[...parts, text.slice(at)].join(""), text.length + 1];
    parts.push(text.slice(at, quote));
    if (text[quote + 1] !== '"') return [parts.join(""), quote + 1];
    parts.push('"');
    at = quote + 2;
  }
}

// Whether a spreadsheet would take the cell for something to carry out.
/** @param {string} cell */
export const isFormula = (cell) => /^[=@\t\r]|^[+-](?![\d.,\s]*(?:[eE][+-]?\d+)?%?$)/.test(cell);
