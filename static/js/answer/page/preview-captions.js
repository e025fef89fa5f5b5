// Captions as a table of text; nothing in them is taken for markup.
import { lastEnd, readCaptions } from "./captions.js";
import { caution, cell, durationText, fill, make, scrolling } from "./preview-words.js";
import { words } from "./words.js";

/** @import { Cue, Fault } from "./captions.js" */
/** @import { Tools } from "./preview-view.js" */

const MOST_BYTES = 10_000_000;
const MOST_ROWS = 5000;
const MOST_FAULTS = 50;

/** @param {HTMLElement} stage @param {Tools} tools */
export async function show(stage, { blob, format = "", tell }) {
  const { cues, faults } = readCaptions(await blob.slice(0, MOST_BYTES).text(), format);
  tell(words.previewCaptions.count(cues.length));
  tell(words.previewCaptions.until(durationText(lastEnd(cues))));
  if (blob.size > MOST_BYTES) stage.append(caution(words.previewCaptions.tooLarge));
  if (faults.length) stage.append(faultList(faults));
  if (cues.length > MOST_ROWS) stage.append(caution(words.previewCaptions.tooMany(MOST_ROWS)));
  if (!cues.length) return;
  const body = make("tbody");
  const { line, start, end, text } = words.previewCaptions;
  const headings = [line, start, end, text].map((name) => make("th", { scope: "col" }, name));
  stage.append(scrolling(words.previewCaptions.label, make("table", { className: "preview-table" }, make("thead", {}, make("tr", {}, ...headings)), body)));
  await fill(body, cues.slice(0, MOST_ROWS), rowOf, 4);
}

/** @param {Cue} cue */
function rowOf({ start, end, text, line }) {
  const times = [start, end].map((time) => make("td", { className: "preview-time" }, durationText(time, true)));
  return make("tr", {}, make("th", { scope: "row" }, String(line)), ...times, cell("td", {}, text));
}

/** @param {Fault[]} faults */
function faultList(faults) {
  const shown = faults.slice(0, MOST_FAULTS).map(({ line, sentence }) => make("li", {}, words.previewCaptions.fault(line, sentence)));
  if (faults.length > MOST_FAULTS) shown.push(make("li", {}, words.previewCaptions.more(faults.length - MOST_FAULTS)));
  const summary = make("summary", {}, words.previewCaptions.faults(faults.length));
  return make("details", { className: "caution", open: faults.length <= 5 }, summary, make("ul", {}, ...shown));
}
