// Wraps long lines, or lets them run on.

export default function wrapLines(button) {
  const wrapped = button.getAttribute("aria-pressed") !== "true";
  for (const code of button.closest("article").querySelectorAll(".code")) code.classList.toggle("wrap", wrapped);
  button.setAttribute("aria-pressed", String(wrapped));
}
