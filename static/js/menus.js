// Menus are details, which open without scripts. With them the arrow keys go through what one has, and Escape,
// a press elsewhere or leaving it closes it.

/** @param {HTMLElement} menu */
const items = (menu) => /** @type {HTMLElement[]} */ ([...menu.querySelectorAll(".menu-items :is(a, button, input:not([type=hidden]))")]);
/** @param {EventTarget | null} target */
const menuOf = (target) => /** @type {HTMLDetailsElement | null} */ (target instanceof Element ? target.closest("details.menu") : null);

document.addEventListener("keydown", (event) => {
  const menu = menuOf(event.target);
  const { key, target } = event;
  if (!menu || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  const summary = menu.querySelector("summary");
  if (key === "Escape" && menu.open) {
    menu.open = false;
    summary?.focus();
  } else if (key === "ArrowDown" && target === summary && !menu.open) {
    menu.open = true;
    items(menu)[0]?.focus();
  } else {
    if (!menu.open || target instanceof HTMLInputElement) return;
    const all = items(menu);
    const at = all.indexOf(/** @type {HTMLElement} */ (target));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[key];
    if (to === undefined) return;
    all.at(to % all.length)?.focus();
  }
  event.preventDefault();
});

document.addEventListener("click", ({ target }) => close(menuOf(target)));
document.addEventListener("focusin", ({ target }) => close(menuOf(target)));

/** @param {HTMLDetailsElement | null} but */
function close(but) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== but) /** @type {HTMLDetailsElement} */ (menu).open = false;
  }
}

// Opened upwards where there is no room below.
document.addEventListener("toggle", ({ target }) => {
  const menu = menuOf(target);
  if (!menu?.open || menu !== target) return;
  const panel = /** @type {HTMLElement} */ (menu.querySelector(".menu-items"));
  menu.classList.remove("is-above");
  const { top, bottom } = panel.getBoundingClientRect();
  menu.classList.toggle("is-above", bottom > innerHeight && top > panel.offsetHeight + menu.offsetHeight);
}, true);
