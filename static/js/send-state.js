// What the line beside Send says of what goes on.

/** @param {string} sentence @param {boolean} [problem] */
export function say(sentence, problem = false) {
  const state = /** @type {HTMLElement} */ (document.getElementById("send-state"));
  state.textContent = sentence;
  state.classList.toggle("is-problem", problem);
}
