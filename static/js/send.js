// Send: checks, posts the form, counts the seconds, shows the answer, and takes the KS found in it.
import { Refusal, ask, headers, reasonOf, request } from "./ask.js";
import { confirmed } from "./confirm.js";
import { goesOut } from "./draft.js";
import { all, byId, one, placeOf } from "./elements.js";
import { settled } from "./request-form.js";
import { showResult } from "./result-tabs.js";
import { addRecent } from "./side-bar.js";
import { say, sayVerdict } from "./send-state.js";
import { on } from "./shortcuts.js";
import { words } from "./words.js";

/** @import { Answer, News } from "./answer/page/receive.js" */

/**
 * What sends the fields: `start` gives the answer and may say meanwhile what is new, `cancel` ends that, `state` says how far it is, `remark` what is to be
 * said of the answer.
 * @typedef {{ start: (hears: Hears) => Promise<Answer>, cancel: () => Promise<unknown>, state: (seconds: number) => string, remark?: string }} Sending
 */

// What of a call is said on the way, and to the draft that it goes out from.
/** @typedef {(told: News) => void} Hears */

/** @typedef {{ extra?: Record<string, string>, resume?: boolean }} How `resume` goes on with an upload in chunks that ended too early */

const CANCEL_AFTER = 400; // ms

let running = false;
/** @type {Promise<boolean> | null} */
let call = null;

// Promises whether the call under way was answered, where there is one.
export const underWay = () => call;

/** @param {HTMLFormElement} form */
export function startSending(form) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    send(form, { extra: event.submitter?.id === "anyway" ? { anyway: "1" } : {} });
  });
  on("send", () => {
    // What stands behind a dialog is out of reach.
    const dialog = document.querySelector("dialog[open]");
    if (!dialog) form.requestSubmit(byId("send", HTMLButtonElement));
    else if (dialog.id === "paste") one(dialog, "form", HTMLFormElement).requestSubmit();
  }, true);
}

/** @param {HTMLFormElement} form @param {How} [how] */
export async function send(form, { extra = {}, resume = false } = {}) {
  if (running) return;
  running = true;
  // What was counted before is no offer while it is counted anew: a press of it would be lost.
  if (!extra.anyway) byId("anyway", HTMLElement).hidden = true;
  try {
    if (!(await formIsThere(form))) return;
    const { check, show } = await checks();
    const fields = fieldsOf(form, extra);
    const files = form.querySelector("file-field") ? await import("./upload.js") : null;
    files?.leaveOutUnticked(form, fields);
    const impossible = files ? await files.problems(form, fields) : [];
    const problems = [...check(form), ...impossible];
    show(form, problems);
    if (impossible.length || (problems.length && !extra.anyway)) return refuse(problems.length);
    call = perform(form, await sender(form, fields, files, resume), { extra, resume });
    await call;
  } catch (fault) {
    say(reasonOf(/** @type {Error} */ (fault)), true);
  } finally {
    running = false;
    call = null;
  }
}

// What is chosen may still be on its way. Where it does not come, another choice is made meanwhile, or
// Escape is pressed, nothing is sent in its place.
/** @param {HTMLFormElement} form */
async function formIsThere(form) {
  const there = settled();
  if (await Promise.race([there, Promise.resolve(null)])) return true;
  say(words.send.waitsForForm);
  const wanted = chosen(form);
  let stopped = "";
  /** @param {KeyboardEvent} event */
  const onEscape = ({ key }) => { if (key === "Escape") stopped ||= words.send.nothing; };
  /** @param {Event} event */
  const changes = (event) => {
    if (placeOf(event)?.matches("[data-changes-form], #region") && chosen(form) !== wanted) stopped ||= words.send.anotherChosen;
  };
  document.addEventListener("keydown", onEscape, true);
  form.addEventListener("change", changes, true);
  const came = await there;
  document.removeEventListener("keydown", onEscape, true);
  form.removeEventListener("change", changes, true);
  if (came && stopped) say(stopped, true);
  return came && !stopped;
}

/** @param {HTMLFormElement} form */
const chosen = (form) => JSON.stringify(all(form, "[data-changes-form], #region", HTMLSelectElement).map(({ name, value }) => [name, value]));

// Fetched with the first press: the first page asks for little.
const checks = () => import("./check.js");

/** @param {HTMLFormElement} form @param {Record<string, string>} extra */
function fieldsOf(form, extra) {
  const fields = new FormData(form);
  const ticket = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
  for (const [name, value] of Object.entries({ ticket, ...extra })) fields.set(name, value);
  return fields;
}

/**
 * @param {HTMLFormElement} form @param {FormData} fields @param {typeof import("./upload.js") | null} files @param {boolean} resume
 * @returns {Promise<Sending>}
 */
async function sender(form, fields, files, resume) {
  const chunks = files?.chunksOf(form);
  if (chunks) return new (await import("./upload-chunks.js")).ChunkedUpload(fields, chunks, resume);
  if ([...fields.values()].some((value) => value instanceof File && value.name)) return new (await import("./upload-send.js")).Upload(fields);
  /** @type {News} */
  const news = {};
  return {
    start: (hears) => stream("/send", fields, (told) => { Object.assign(news, told); hears(told); }),
    cancel: () => ask("/send/cancel", { ticket: String(fields.get("ticket")) }),
    state: (seconds) => {
      const waiting = seconds ? words.send.waiting(seconds) : words.send.sending;
      return news.place ? words.send.queued(news.place) : `${waiting} ${news.caution ?? ""}`.trim();
    },
  };
}

// A call whose answer is shown while it comes, for all that send one.
/** @param {string} url @param {FormData} fields @param {(told: News) => void} [news] */
export async function stream(url, fields, news) {
  const { receive, STREAMED } = await import("./answer/page/receive.js");
  const response = await request(url, fields, { headers: { ...headers(), Accept: STREAMED } });
  return receive(response, document.getElementById("answer"), news);
}

// Gives whether it was answered.
/** @param {HTMLFormElement} form @param {Sending} sending @param {Required<How>} how */
async function perform(form, sending, how) {
  const stop = wait(sending);
  const { waited, answered: keepAnswer } = goesOut();
  try {
    const answer = await sending.start(({ record }) => { if (record) waited(record); });
    await answered(answer, sending.remark);
    keepAnswer(answer.id);
    return true;
  } catch (caught) {
    stop();
    const fault = /** @type {Error} */ (caught);
    const told = fault instanceof Refusal ? fault.body : null;
    if (told?.error?.code === "CONFIRMATION_NEEDED") confirm(form, fault.message, how);
    else if (!told?.problems) say(reasonOf(fault), true);
    else {
      (await checks()).show(form, told.problems);
      refuse(told.problems.length);
    }
    return false;
  } finally {
    stop();
  }
}

/** @param {number} count */
function refuse(count) {
  say(words.send.wrong(count), true);
  const anyway = byId("anyway", HTMLElement);
  anyway.textContent = words.send.anyway(count);
  anyway.hidden = false;
}

// Shows how far it is and a Cancel button, until the function that it gives is called.
/** @param {Sending} sending */
function wait(sending) {
  const [button, cancel] = [byId("send", HTMLElement), byId("cancel", HTMLElement)];
  const begun = performance.now();
  let said = "";
  const tell = () => {
    const state = sending.state(Math.floor((performance.now() - begun) / 1000));
    if (state !== said) say(state);
    said = state;
  };
  const timer = setInterval(tell, 250);
  tell();
  button.setAttribute("aria-disabled", "true");
  // Who presses twice does not cancel, and where the answer is there at once nothing changes.
  const late = setTimeout(() => swap(button, cancel), CANCEL_AFTER);
  cancel.onclick = () => {
    clearInterval(timer);
    say(words.send.cancelling);
    sending.cancel().catch((/** @type {Error} */ fault) => say(fault.message, true));
  };
  byId("answer", HTMLElement).setAttribute("aria-busy", "true");
  return () => {
    clearInterval(timer);
    clearTimeout(late);
    swap(cancel, button);
    button.removeAttribute("aria-disabled");
    byId("answer", HTMLElement).removeAttribute("aria-busy");
  };
}

// One button in the place of another, with the focus if that one had it.
/** @param {HTMLElement} one @param {HTMLElement} other */
function swap(one, other) {
  const focused = document.activeElement === one;
  [one.hidden, other.hidden] = [true, false];
  if (focused) other.focus();
}

/** @param {Answer} answer */
async function answered(answer, remark = "") {
  const pane = byId("answer", HTMLElement);
  showResult("answer");
  pane.replaceChildren(answer.article);
  import("./times.js").then((times) => times.localise(pane));
  byId("anyway", HTMLElement).hidden = true;
  sayVerdict(one(pane, "article", HTMLElement), remark);
  if (answer.ks && answer.ks.region === byId("region", HTMLSelectElement).value) {
    (await import("./ks-field.js")).fill(answer.ks);
  }
  addToHistory(answer);
  if (matchMedia("(max-width: 900px)").matches) pane.scrollIntoView();
}

/** @param {Answer} answer */
function addToHistory(answer) {
  /** @type {HTMLSelectElement | null} */
  const list = document.querySelector("#history");
  const title = document.title.split(" · ")[0];
  const called = [title, answer.telling].filter(Boolean).join(" ");
  const option = new Option(`${called} · ${answer.outcome.code || answer.outcome.kind}`, `/?history=${answer.id}`);
  option.translate = false;
  list?.options[0].after(option);
  addRecent(answer, title);
}

/** @param {HTMLFormElement} form @param {string} sentence @param {Required<How>} how */
async function confirm(form, sentence, { extra, resume }) {
  if (await confirmed(sentence)) send(form, { extra: { ...extra, confirmed: "1" }, resume });
  else say(words.send.nothing);
}
