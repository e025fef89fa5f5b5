// What stands at the top of the page, in the place of what stood there before; "" takes it away.

/** @param {string} sentence @returns {HTMLElement} */
export function caution(sentence) {
  const said = Object.assign(document.createElement("p"), { className: "caution", textContent: sentence });
  document.querySelector(".notices")?.replaceChildren(...(sentence ? [said] : []));
  return said;
}
