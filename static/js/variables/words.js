// What the list of variables says.

/** @satisfies {import("../words.js").Words} */
export const words = {
  atField: {
    insert: "Insert a variable",
    into: (/** @type {string} */ field) => `into ${field}`,
    title: "Insert a variable (Alt+V)",
    thisField: "this field",
  },
  here: {
    ofStep: (/** @type {string} */ step, /** @type {string} */ path) => `${path.replace(/^\$\.?/, "")} of ${step}`,
  },
  choices: {
    noValue: "no value yet",
    empty: "empty",
    nothing: "Nothing is called that.",
    more: (/** @type {number} */ count) => `${count} more: type to find them`,
    count: (/** @type {number} */ count) => (count === 1 ? "One is shown" : `${count} are shown`),
  },
  picker: {
    label: (/** @type {string} */ field) => `Variables for ${field}`,
    find: "Find a variable",
    list: "Variables",
    step: (/** @type {string} */ step) => `from the step ${step}`,
    taken: "taken in each run",
    takenAs: (/** @type {string} */ name) => `will be taken as ${name}`,
    builtIn: "built in",
    none: "There is none yet: make one of a value in an answer, or under All variables.",
    filters: "With a filter…",
    all: "All variables",
    keys: "Enter inserts, → shows its filters",
  },
  filters: {
    label: (/** @type {string} */ name) => `Filters for ${name}`,
    find: "Find a filter",
    list: "Filters",
    none: "No filter can do anything with this value.",
    given: "Given to it",
    insert: "Insert",
    back: "Back",
    keys: "Enter inserts, ← goes back",
  },
};
