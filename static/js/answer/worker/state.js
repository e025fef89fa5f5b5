// What the Worker holds of one body; the page has an element of its own for each.

/**
 * What the console says of an answer: see app/pages/answer/stream.py.
 * @typedef {{ language?: string, service?: string, action?: string }} Facts
 */

/** @typedef {ReturnType<typeof fresh>} State */

/** @param {Facts} facts */
export function fresh(facts) {
  return {
    facts,
    /** @type {Uint8Array<ArrayBuffer>[]} */
    chunks: [],
    /** @type {string[]} */
    pieces: [],
    received: 0, // bytes
    length: 0, // characters
    head: "",
    text: "",
    /** @type {import("./structure.js").Structure | null} */
    structure: null,
    complete: false,
    decoder: new TextDecoder("utf-8", { ignoreBOM: true }),
    told: 0,
    // What the views have asked for; each is made by its own handlers.
    /** @type {import("./text-rows.js").Rows | null} */
    textRows: null,
    /** @type {import("./find.js").Matches | null} */
    matches: null,
    /** @type {import("./tree-handlers.js").TreeRows | null} */
    treeRows: null,
    /** @type {{ rows: import("./table-rows.js").Rows, ticks: import("./table-ticks.js").Ticks } | null} */
    table: null,
  };
}
