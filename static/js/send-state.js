// What the line beside Send says of what goes on.

export function say(sentence, problem = false) {
  const state = document.getElementById("send-state");
  state.textContent = sentence;
  state.classList.toggle("is-problem", problem);
}
