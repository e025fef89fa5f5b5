// What is said of saved requests and variables.

/** @satisfies {import("../words.js").Words} */
export const words = {
  makeVariable: {
    title: "Make it a variable",
    name: "Name",
    known: "Known",
    step: (/** @type {string} */ step) => `In each run, after ${step}`,
    region: "In this region",
    everywhere: "Everywhere",
    save: "Save",
    close: "Close",
  },
};
