// A page that was opened while its last call was under way shows what comes of that, as History has it.
import { one } from "./elements.js";
import { sayVerdict } from "./send-state.js";
import { localise } from "./times.js";

const PAUSE = 1000; // ms

const pane = one(document, "#answer", HTMLElement);
const waiting = one(pane, "article", HTMLElement);
pane.setAttribute("aria-busy", "true");
look();

async function look() {
  const found = await fetch(`/history/${waiting.dataset.record}`).then((response) => (response.ok ? response.text() : null), () => "");
  // It was deleted, or another call was sent meanwhile.
  if (found === null || !waiting.isConnected) {
    pane.removeAttribute("aria-busy");
    return;
  }
  const article = new DOMParser().parseFromString(found, "text/html").querySelector("#answer article");
  if (!(article instanceof HTMLElement) || article.matches(".outcome-under_way")) {
    setTimeout(look, PAUSE);
    return;
  }
  await import("./answer/page/answer-body.js");
  waiting.replaceWith(article);
  localise(pane);
  sayVerdict(article, "");
  pane.removeAttribute("aria-busy");
}
