// The menu beside a line or a node: copies the value or its path, and leads to what goes with it.
import { write } from "../../copy.js";
import { words } from "./words.js";

// `about`: what the worker says of the node (see text-handlers.js); `value()` promises its text.
export async function openValueMenu(button, { about, value, body, say }) {
  const menu = document.createElement("div");
  menu.className = "value-menu";
  menu.translate = true; // within the answer, which is not
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", about.name ? words.valueMenu.label(about.name) : words.valueMenu.unnamed);
  menu.popover = "auto";
  const close = () => menu.hidePopover();
  const add = (label, hint, act) => menu.append(item(label, hint, act, close));
  const copying = (what, text) => async () => say((await write(await text())) ? words.valueMenu.copied[what] : words.valueMenu.refused);
  add(about.kind === "scalar" ? words.valueMenu.copy.value : words.valueMenu.copy.raw, "", copying("value", value));
  for (const what of ["xPath", "jsonPath", "reference"]) {
    if (about[what]) add(words.valueMenu.copy[what], about[what], copying(what, () => about[what]));
  }
  const { region } = body.facts;
  if (about.className) menu.append(documentation(about.className));
  if (about.kind === "scalar" && about.ownerClass && /id$/i.test(about.name)) {
    add(words.valueMenu.calls, "", async () => {
      const { openLinks } = await import("./links-menu.js");
      await openLinks(button, { region, className: about.ownerClass, property: about.name, value: await value() });
    });
  }
  open(menu, button);
}

function item(label, hint, act, close) {
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

export function documentation(className) {
  const link = document.createElement("a");
  link.href = `/api-docs/object/${encodeURIComponent(className)}`;
  link.setAttribute("role", "menuitem");
  link.tabIndex = -1;
  link.textContent = words.valueMenu.about(className);
  return link;
}

function open(menu, button) {
  // Within the viewer, so that the menu goes when the viewer goes.
  button.closest("answer-body").append(menu);
  menu.addEventListener("beforetoggle", (event) => button.setAttribute("aria-expanded", String(event.newState === "open")));
  menu.addEventListener("toggle", (event) => event.newState === "closed" && menu.remove());
  menu.addEventListener("keydown", (event) => move(event, menu, button));
  menu.showPopover();
  const [place, size] = [button.getBoundingClientRect(), menu.getBoundingClientRect()];
  const below = place.bottom + size.height < innerHeight;
  menu.style.setProperty("left", `${Math.max(4, Math.min(place.left, innerWidth - size.width - 8))}px`);
  menu.style.setProperty("top", `${Math.max(4, below ? place.bottom + 2 : place.top - size.height - 2)}px`);
  menu.firstElementChild.focus();
}

function move(event, menu, button) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    menu.hidePopover();
    button.focus();
  } else if (to === undefined) return;
  else items[to % items.length].focus();
  event.preventDefault();
  event.stopPropagation();
}
