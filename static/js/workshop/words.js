// What the scripts of the sessions page say to people.

/** @satisfies {import("../words.js").Words} */
export const words = {
  privileges: {
    none: "none",
    error: "Cannot work:",
    warning: "Note:",
    value: (name) => `Value of ${name}`,
    unknown: "Not among the privileges that are known here.",
  },
};
