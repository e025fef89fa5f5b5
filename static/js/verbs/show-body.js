// Shows an answer's body in another way: as it came, laid out, or with its secrets in clear.
import { Refusal } from "../ask.js";

export default async function showBody(button) {
  const article = button.closest("[data-record]");
  const { view, revealed } = button.dataset;
  const headers = { Accept: "application/json" };
  const path = `/history/${article.dataset.record}`;
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const response = revealed
    ? await fetch(`${path}/reveal?view=${view}`, { method: "POST", headers: { ...headers, "X-CSRFToken": token } })
    : await fetch(`${path}?view=${view}`, { headers });
  const answer = await response.json();
  if (!response.ok) throw new Refusal(response.status, answer);
  const pane = article.parentElement;
  pane.innerHTML = answer.html;
  pane.querySelector(`[data-view]`)?.focus();
}
