// Light, dark, or as the system has it; a cookie tells the server, so that pages come in it.
import { tell } from "../remembered.js";

const THEMES = ["system", "light", "dark"];

/** @param {HTMLElement} button */
export default function switchTheme(button) {
  const root = document.documentElement;
  const now = THEMES[(THEMES.indexOf(root.dataset.theme ?? "") + 1) % THEMES.length];
  root.dataset.theme = now;
  const told = button.querySelector(".theme-now");
  if (told) told.textContent = `: ${now}`;
  tell("theme", now);
}
