// What the pages of runs over rows say.

/** @satisfies {import("../words.js").Words} */
export const words = {
  list: {
    selected: (/** @type {number} */ count) => (count === 1 ? "1 run selected" : `${count} runs selected`),
    over: (/** @type {string} */ title, /** @type {string} */ says) => `${title}: ${says}.`,
  },
  progress: {
    found: (/** @type {string} */ count) => `${count} rows so far.`,
    cancelling: "It is being cancelled.",
    stopping: "It stops once its calls under way are answered.",
    done: (/** @type {string} */ done, /** @type {string} */ total) => `${done} of ${total} rows`,
    rate: (/** @type {string} */ rate) => `, ${rate} a second`,
    left: (/** @type {string} */ time) => `, about ${time} left`,
    close: ". This page can be closed: the run goes on.",
    seconds: (/** @type {number} */ count) => `${count} s`,
    minutes: (/** @type {number} */ count) => `${count} min`,
    hours: (/** @type {string} */ count) => `${count} h`,
    title: (/** @type {string} */ state, /** @type {string} */ run) => `${state} · ${run} · TestMe`,
    percent: (/** @type {number} */ part) => `${part} %`,
    over: (/** @type {string} */ says) => `${says}. `,
    look: "Show what came of it",
  },
};
