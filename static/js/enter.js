// Enter in a field does what its form is for, also where the field could take several lines: another
// line is Shift Enter. In the search of a large object it goes to the first property that was found.

document.addEventListener("keydown", (event) => {
  const { key, target, isComposing, shiftKey, ctrlKey, metaKey, altKey } = event;
  if (key !== "Enter" || event.defaultPrevented || isComposing || shiftKey || ctrlKey || metaKey || altKey) return;
  if (!(target instanceof HTMLElement)) return;
  if (target.matches("[data-finds]")) found(target)?.focus();
  else if (target instanceof HTMLTextAreaElement && target.form && target.rows === 1 && !target.value.includes("\n")) target.form.requestSubmit();
  else return;
  event.preventDefault();
});

/** @param {HTMLElement} finder @returns {HTMLElement | null | undefined} */
function found(finder) {
  const field = finder.closest(".inside")?.querySelector(":scope > .group:not([hidden]) > .field:not([hidden])");
  return field?.querySelector(":scope > :is(.control, .buttons, .inside) :is(input, select, textarea, button)") ?? field?.querySelector("input");
}
