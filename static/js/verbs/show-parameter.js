// Goes to the field that an error is about, opening what it is folded in. Where the page has no
// such field (an old answer in History), the link is followed: it fills the form in.

/** @param {HTMLAnchorElement} link */
export default function showParameter(link) {
  const field = found(link.dataset.parameter ?? "");
  if (!field) return location.assign(link.href);
  for (let fold = field.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
  field.scrollIntoView({ block: "center" });
  /** @type {HTMLElement | null} */
  const control = field.querySelector(".control :is(input, select, textarea, button)") ?? field.querySelector("input, select, textarea, button");
  control?.focus();
}

// The field itself, else the innermost object around it that the form has: it may not be opened.
/** @param {string} name */
function found(name) {
  const form = document.getElementById("request");
  for (let part = name; form && part; part = part.slice(0, Math.max(0, part.lastIndexOf(":")))) {
    const field = form.querySelector(`[data-field="${CSS.escape(part)}"]`);
    if (field) return field;
  }
  return null;
}
