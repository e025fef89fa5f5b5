// The list of all shortcuts.
export { showShortcuts as default } from "../shortcuts/list.js";
