// An answer on its way in: its body is shown while it comes, and put into its article in the end.
import { Refusal } from "../../ask.js";
import { AnswerBody } from "./answer-body.js";
import { json, readFrames } from "./frames.js";
import { words } from "./words.js";

export const STREAMED = "application/vnd.testme.answer, application/json;q=0.9";

// An answer that is there this soon is shown as a whole, without a state in between.
const SHOWN_AFTER = 400; // ms

// Takes the Response of a call; gives what the console says of it at the end, with its `article`.
// Where there is a `pane`, a body that is long in coming is shown there meanwhile. `news` hears what is new before it
// comes: the turns until the call's own (`place`), or a `caution`.
export async function receive(response, pane, news = () => {}) {
  if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => null));
  let body;
  let end;
  const begun = performance.now();
  await readFrames(response.body, (kind, payload) => {
    if (kind === "n") news(json(payload));
    if (kind === "h") body = AnswerBody.receive(json(payload));
    if (kind === "b") body.add(payload);
    if (kind === "x") throw new Refusal(500, json(payload));
    if (kind === "e") end = json(payload);
    if (body && !end && pane && !body.isConnected && performance.now() - begun > SHOWN_AFTER) pane.replaceChildren(body);
  });
  if (!end) throw new Refusal(0, { error: { message: words.receive.lost } });
  return { ...end, article: article(end.html, body) };
}

function article(html, body) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const place = holder.content.querySelector("answer-body");
  if (place) {
    for (const { name, value } of place.attributes) body.setAttribute(name, value);
    place.replaceWith(body);
    body.end({ ...place.dataset });
  } else {
    body.remove();
  }
  return holder.content;
}
