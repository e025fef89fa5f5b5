// A menu that is made where it is wanted, beside a button: a popover with its own keys.

/** @param {string} label */
export function made(label) {
  const menu = document.createElement("div");
  menu.className = "value-menu";
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", label);
  menu.popover = "auto";
  return menu;
}

/** @param {string} label @param {string} hint @param {() => unknown} act @param {() => void} close */
export function item(label, hint, act, close) {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("role", "menuitem");
  button.tabIndex = -1;
  button.append(label);
  if (hint) button.append(Object.assign(document.createElement("code"), { translate: false, textContent: hint.length > 60 ? `${hint.slice(0, 59)}…` : hint }));
  button.addEventListener("click", () => {
    close();
    act();
  });
  return button;
}

// Within `host`, so that the menu goes when that goes; the focus goes to `back` when it is closed by a key.
/** @param {HTMLElement} menu @param {HTMLElement} button @param {Element | null} host @param {HTMLElement} [back] */
export function open(menu, button, host, back = button) {
  host?.append(menu);
  menu.addEventListener("beforetoggle", (event) => button.setAttribute("aria-expanded", String(event.newState === "open")));
  menu.addEventListener("toggle", (event) => event.newState === "closed" && menu.remove());
  menu.addEventListener("keydown", (event) => move(event, menu, back));
  menu.showPopover();
  const [place, size] = [button.getBoundingClientRect(), menu.getBoundingClientRect()];
  const below = place.bottom + size.height < innerHeight;
  menu.style.setProperty("left", `${Math.max(4, Math.min(place.left, innerWidth - size.width - 8))}px`);
  menu.style.setProperty("top", `${Math.max(4, below ? place.bottom + 2 : place.top - size.height - 2)}px`);
  /** @type {HTMLElement | null} */ (menu.firstElementChild)?.focus();
}

/** @param {KeyboardEvent} event @param {HTMLElement} menu @param {HTMLElement} back */
function move(event, menu, back) {
  const items = /** @type {HTMLElement[]} */ ([...menu.children]);
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  /** @type {Record<string, number>} */
  const places = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 };
  const to = event.key in places ? places[event.key] : -1;
  if (event.key === "Escape" || event.key === "Tab") {
    menu.hidePopover();
    back.focus();
  } else if (to < 0) return;
  else items[to % items.length].focus();
  event.preventDefault();
  event.stopPropagation();
}
