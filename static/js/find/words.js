// What the dialog Find says to people.

/** @param {number} value */
const number = (value) => value.toLocaleString("en");

/** @satisfies {import("../words.js").Words} */
export const words = {
  entries: {
    everyRequest: "every request",
  },
  find: {
    groups: {
      best: "Best matches",
      service: "Services",
      action: "Actions",
      page: "Pages",
      workflow: "Workflows",
      region: "Regions",
      error: "Error codes",
      class: "Classes",
      enum: "Enums",
      value: "Values of enums",
      property: "Properties",
      parameter: "Parameters",
      saved: "Saved",
      call: "History",
    },
    kinds: {
      service: "service",
      action: "action",
      page: "page",
      workflow: "workflow",
      region: "region",
      error: "error",
      class: "class",
      enum: "enum",
      value: "value",
      property: "property",
      parameter: "parameter",
      saved: "saved",
    },
    reading: "Reading what there is to find …",
    unreadable: "The console did not say what there is to find. Press Enter to look on a page of its own, or reload this page.",
    unreachable: "The console itself cannot be reached: is it still running?",
    signedOut: "You are signed out: sign in again in another tab, then open this anew.",
    withoutHistory: (why) => `the history was not searched: ${why.replace(/\.$/, "")}`,
    start: "Type a name, the beginnings of its words (mel is media.list), an error code, or what it is about.",
    found: (count) => `${number(count)} found`,
    ofHistory: (count) => `${count} of the history`,
    nothing: "Nothing fits. Fewer letters, or the beginnings of words, find more.",
    someOf: (shown, count) => ` ${shown} of ${number(count)}`,
    deprecated: "deprecated",
    docs: "docs",
    docsTitle: "Documentation (Shift Enter)",
  },
};
