// What the line beside Send says of what goes on, and of how the last call ended.

/** @param {string} sentence @param {boolean} [problem] */
export function say(sentence, problem = false) {
  const state = /** @type {HTMLElement} */ (document.getElementById("send-state"));
  state.textContent = sentence;
  state.classList.toggle("is-problem", problem);
}

/** @param {HTMLElement} article of the answer @param {string} remark */
export function sayVerdict(article, remark) {
  say(remark || article.dataset.told || "");
  const badge = article.querySelector(".badge")?.cloneNode(true);
  if (badge) document.getElementById("send-state")?.prepend(badge, " ");
}
