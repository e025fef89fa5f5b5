// What is said of saved requests and variables.

/** @satisfies {import("../words.js").Words} */
export const words = {
  asking: {
    save: "Save",
    close: "Close",
  },
  tree: {
    verbs: (/** @type {string} */ name) => `What to do with ${name}`,
    open: "Open",
    openApart: "Open in a new tab",
    rename: "Rename",
    duplicate: "Duplicate",
    move: "Move to…",
    moveTitle: (/** @type {string} */ name) => `Move ${name}`,
    moves: "Move",
    collection: "Collection",
    top: "None",
    describe: "Description…",
    describeTitle: "Description",
    description: "What it is for",
    noDescription: "No description.",
    exportIt: "Export",
    remove: "Delete",
    name: "Name",
    newCollection: "New collection",
    saveHere: "Save the open request here",
  },
  makeVariable: {
    title: "Make it a variable",
    name: "Name",
    known: "Known",
    step: (/** @type {string} */ step) => `In each run, after ${step}`,
    region: "In this region",
    everywhere: "Everywhere",
  },
};
