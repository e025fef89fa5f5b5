// Wraps long lines, or lets them run on.

export default function wrapLines(button) {
  const wrapped = button.closest("article").querySelector(".code").classList.toggle("wrap");
  button.setAttribute("aria-pressed", String(wrapped));
}
