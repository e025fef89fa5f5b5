// The first steps tick themselves: at a KS that is there, and at the first call that came back with an answer.

export function startFirstSteps() {
  const chip = document.getElementById("bar-fields");
  const recent = document.getElementById("recent-calls");
  const watch = new MutationObserver(tick);
  if (chip) watch.observe(chip, { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden"] });
  if (recent) watch.observe(recent, { childList: true });
  tick();
}

function tick() {
  if (document.querySelector("#ks-chip:not([hidden])")) done("step-session");
  const calls = [...document.querySelectorAll("#recent-calls a")].filter((one) => one.querySelector(".outcome-ok"));
  if (calls.some((one) => !/^(session|user|appToken)\./i.test(one.textContent?.trim() ?? ""))) done("step-call");
}

/** @param {string} id */
function done(id) {
  document.getElementById(id)?.setAttribute("data-done", "");
}
