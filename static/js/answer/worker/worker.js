// Holds an answer's body off the page's own thread: its bytes, its text, its structure.
//
// The page posts {id, name, args} and gets {id, result} or {id, error}; of itself the worker posts
// {event: "grown", received} while bytes come.
import { readJson } from "./json-structure.js";
import { fresh } from "./state.js";
import { handlers as tableHandlers } from "./table-handlers.js";
import { handlers as textHandlers } from "./text-handlers.js";
import { handlers as treeHandlers } from "./tree-handlers.js";
import { firstInvalid } from "./utf8.js";
import { readXml } from "./xml-structure.js";

/** @import { Facts, State } from "./state.js" */
/** @import { Structure } from "./structure.js" */

const HEAD = 512 * 1024; // characters shown while the rest is still coming
const MOST_STRUCTURED = 100 * 1024 * 1024; // bytes
const LONGEST_TEXT = 500_000_000; // characters; the longest string that browsers hold is a little longer
const TOLD_EVERY = 200; // ms

/** @param {string | undefined} language */
const readerOf = (language) => (language === "json" ? readJson : language === "xml" ? readXml : null);

let state = fresh({});

/** @param {State} _ @param {Facts} facts */
function begin(_, facts) {
  state = fresh(facts);
}

/** @param {State} _ @param {ArrayBuffer} bytes */
function add(_, bytes) {
  const chunk = new Uint8Array(bytes);
  state.chunks.push(chunk);
  state.received += chunk.length;
  if (state.facts.language !== "binary") keep(state.decoder.decode(chunk, { stream: true }));
  const now = performance.now();
  if (now - state.told < TOLD_EVERY) return;
  state.told = now;
  postMessage({ event: "grown", received: state.received });
}

/** @param {string} piece */
function keep(piece) {
  const kept = state.length + piece.length > LONGEST_TEXT ? piece.slice(0, Math.max(0, LONGEST_TEXT - state.length)) : piece;
  if (state.head.length < HEAD) state.head += kept;
  state.pieces.push(kept);
  state.length += piece.length;
}

// Nothing more comes. Gives what is now known of the body.
/** @param {State} _ @param {Facts} facts */
function end(_, facts) {
  Object.assign(state.facts, facts);
  if (state.facts.language !== "binary") keep(state.decoder.decode());
  state.text = state.pieces.join("");
  state.pieces = [];
  state.complete = true;
  const reader = readerOf(state.facts.language);
  const structure = reader && state.received <= MOST_STRUCTURED ? reader(state.text) : null;
  state.structure = structure?.count ? structure : null;
  const invalid = state.text.includes("\uFFFD") ? firstInvalid(state.chunks) : null;
  return {
    size: state.received,
    beginning: state.text.slice(0, 1000),
    structured: state.structure !== null,
    tooLarge: reader !== null && structure === null,
    shortened: state.length > LONGEST_TEXT,
    problem: structure?.problem ?? "",
    brokenAt: structure?.brokenAt ?? -1,
    place: structure && structure.brokenAt !== -1 ? place(state.text, structure.brokenAt) : null,
    invalidByte: invalid ? invalid.byte : -1,
    invalidAt: invalid ? invalid.offset : -1,
    listNode: state.structure ? listNode(state.structure, state.facts) : -1,
  };
}

// Line and column, from 1, of an offset.
/** @param {string} text @param {number} offset */
function place(text, offset) {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return { line, column: offset - text.lastIndexOf("\n", offset - 1) };
}

// The list that the answer is about: that of a list response, or an answer that is a list of objects itself.
/** @param {Structure} structure @param {Facts} facts */
function listNode(structure, { service }) {
  const result = structure.resultNode();
  const objects = structure.property(result, "objects");
  if (objects !== -1 && structure.kind(objects) === "array") return objects;
  const first = structure.firstChild(result);
  const isList = structure.kind(result) === "array" && first !== -1 && structure.kind(first) === "object";
  return isList && service !== "multirequest" ? result : -1;
}

const blob = () => new Blob(state.chunks);

/** @type {Record<string, (state: State, args: any) => unknown>} */
const HANDLERS = { begin, add, end, blob, ...textHandlers, ...treeHandlers, ...tableHandlers };

addEventListener("message", async ({ data: { id, name, args } }) => {
  try {
    postMessage({ id, result: await HANDLERS[name](state, args) });
  } catch (fault) {
    postMessage({ id, error: fault instanceof Error ? fault.message : String(fault) });
  }
});
