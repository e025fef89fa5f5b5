// What the list of shortcuts says to people.

/** @satisfies {import("../words.js").Words} */
export const words = {
  shortcuts: {
    change: "Change",
    press: "Press keys…",
    escape: "Press the new keys now. Escape leaves it as it is.",
    taken: (what, keys) => `${what} is ${keys} now.`,
    inUse: (keys, what) => `${keys} is taken: ${what}. Press others.`,
    browsers: (keys) => `${keys} is the browser's own. Press others.`,
    more: (keys) => `${keys} alone is needed where something is typed: hold Ctrl or Alt with it.`,
    digit: "This one takes Ctrl or Alt with a digit from 1 to 9.",
    defaults: "All shortcuts are as they were at first.",
    toNine: "to 9",
  },
};
