// The side bar: favourites, which are the browser's own, and the calls made last. Where there is no room for
// it beside the request it is a popover, which the browser closes at Escape and at a press outside.
import { recall, remember, tell } from "./remembered.js";
import { on } from "./shortcuts.js";
import { base } from "./tab.js";
import { words } from "./words.js";

const MOST_RECENT = 20;

/** @returns {string[]} "service.action", the schema's ids */
const favourites = () => JSON.parse(recall("favourites", "[]"));

const bar = () => /** @type {HTMLElement} */ (document.getElementById("side-bar"));
const beside = matchMedia("(min-width: 1200px) and (min-height: 481px)"); // as 35-frame.css has it

export function startSideBar() {
  on("side-bar", toggle);
  bar().addEventListener("toggle", sayState);
  bar().addEventListener("click", ({ target, defaultPrevented }) => !defaultPrevented && target instanceof Element && target.closest("a") && bar().hidePopover());
  beside.addEventListener("change", () => {
    bar().hidePopover();
    sayState();
    if (isOpen()) showSaved();
  });
  sayState();
  addEventListener("storage", ({ key }) => { if (key === "favourites") show(); });
  document.addEventListener("click", pressed);
  new MutationObserver(show).observe(/** @type {HTMLElement} */ (document.getElementById("request-fields")), { childList: true });
  show();
  // Where it is closed it is there when it is opened, as long as that costs nobody's mobile data.
  if (beside.matches || isOpen()) addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(showSaved), { once: true });
}

// The tree comes by itself once it can be seen: the page is not kept waiting for it.
const showSaved = () => import("./saved/tree-keys.js").then(async ({ startKeys }) => {
  startKeys();
  await (await import("./saved/tree.js")).showSaved();
}).catch(() => undefined);

export function toggle() {
  if (beside.matches) {
    const isClosed = bar().toggleAttribute("data-closed");
    tell("side", isClosed ? "closed" : "open");
    sayState();
    if (!isClosed) showSaved();
  } else if (bar().togglePopover()) {
    showSaved();
    /** @type {HTMLElement | null} */ (bar().querySelector(".side-bar-close"))?.focus();
  }
}

const isOpen = () => (beside.matches ? !bar().hasAttribute("data-closed") : bar().matches(":popover-open"));
const sayState = () => document.querySelector(".side-bar-toggle")?.setAttribute("aria-expanded", String(isOpen()));

/** @param {MouseEvent} event */
function pressed({ target }) {
  const star = target instanceof Element ? target.closest(".star") : null;
  if (!star) return;
  const [action, all] = [actionOf(star), favourites()];
  remember("favourites", JSON.stringify(all.includes(action) ? all.filter((one) => one !== action) : [...all, action]));
  show();
}

/** @param {Element} star */
const actionOf = (star) => star.closest(".about")?.getAttribute("data-action") ?? "";

function show() {
  const all = favourites();
  const items = () => all.map((action) => {
    const [service, name] = action.split(".");
    const link = Object.assign(document.createElement("a"), { href: hrefOf(service, name), textContent: `${service.split("_").pop()}.${name}` });
    const item = document.createElement("li");
    item.append(link);
    return item;
  });
  for (const list of document.querySelectorAll("[data-favourites]")) list.replaceChildren(...items());
  const here = /** @type {HTMLElement | null} */ (document.querySelector(".favourites-here"));
  if (here) here.hidden = all.length === 0;
  for (const star of document.querySelectorAll(".star")) {
    const isOne = all.includes(actionOf(star));
    star.textContent = isOne ? words.sideBar.starred : words.sideBar.star;
    star.setAttribute("aria-pressed", String(isOne));
  }
}

/** @param {string} service @param {string} action */
const hrefOf = (service, action) => `${base}console/service/${encodeURIComponent(service)}/action/${encodeURIComponent(action)}?region=${document.body.dataset.region}`;

// A call that was just made, as the server describes it.
/** @param {{ id: string, telling: string, outcome: { kind: string, code: string } }} answer @param {string} title */
export function addRecent(answer, title) {
  const list = document.getElementById("recent-calls");
  const link = Object.assign(document.createElement("a"), { href: `${base}?history=${answer.id}` });
  const dot = document.createElement("span");
  dot.classList.add("outcome-dot", `outcome-${answer.outcome.kind}`);
  const name = Object.assign(document.createElement("span"), { textContent: title, translate: false });
  if (answer.telling) name.append(" ", Object.assign(document.createElement("span"), { className: "telling", textContent: answer.telling }));
  const said = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: ` · ${answer.outcome.code || answer.outcome.kind}` });
  link.append(dot, name, said);
  const item = document.createElement("li");
  item.append(link);
  list?.prepend(item);
  while (list && list.children.length > MOST_RECENT) list.lastElementChild?.remove();
}
