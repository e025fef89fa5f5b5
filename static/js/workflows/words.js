// What the page of a workflow says.

/** @satisfies {import("../words.js").Words} */
export const words = {
  rows: {
    remove: "Remove",
    putBack: "Put back",
  },
  start: {
    run: "Run",
    runIn: (/** @type {string} */ place) => `Run in ${place}`,
    underWay: "under way",
    notConfirmed: "not confirmed",
    at: (/** @type {string} */ step) => `At ${step} …`,
    again: (/** @type {number} */ seconds) => `Tried again in ${seconds} s`,
    verdicts: {
      ok: "OK",
      failed: "failed",
      skipped: "passed over",
      again: "tried again",
    },
    holds: "holds",
    doesNotHold: "does not hold",
    over: (/** @type {boolean} */ succeeded) => (succeeded ? "Done: every step went through." : "It stopped, or a step failed: see there. Go on begins with that step."),
    stopped: "Stopped. Go on, or the next step, begins here.",
    changed: "The workflow was changed since this run: Run, or the next step, begins anew.",
    cutOff: "cut off",
    next: "Next step",
    sameStep: "This step again",
    paused: (/** @type {string | null} */ next) => `Next: ${next}`,
  },
};
