// Whether a text is SVG, by its first characters: what stands before its element is passed over.
/** @param {string} text */
export function isSvg(text) {
  let rest = text.slice(0, 4000).replace(/^\ufeff/, "").trimStart();
  for (let skipped = true; skipped; rest = rest.trimStart()) {
    const end = rest.startsWith("<!--") ? "-->" : rest.startsWith("<?") ? "?>" : /^<!doctype/i.test(rest) ? ">" : "";
    const at = end ? rest.indexOf(end, 2) : -1;
    skipped = at >= 0;
    if (skipped) rest = rest.slice(at + end.length);
  }
  return /^<(?:svg:)?svg[\s/>]/.test(rest);
}
