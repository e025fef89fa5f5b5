// Shows an answer's body in another way: as it came, laid out, or with its secrets in clear.
import { ask } from "../ask.js";

export default async function showBody(button) {
  const article = button.closest("[data-record]");
  const { view, revealed } = button.dataset;
  const path = `/history/${article.dataset.record}`;
  const answer = revealed
    ? await ask(`${path}/reveal?view=${view}`, {})
    : await ask(`${path}?view=${view}`, {}, { method: "GET", body: undefined });
  const pane = article.parentElement;
  pane.innerHTML = answer.html;
  pane.querySelector("[data-view]")?.focus();
}
