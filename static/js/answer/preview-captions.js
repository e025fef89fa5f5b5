// Captions as a table of text; nothing in them is taken for markup.
import { lastEnd, readCaptions } from "./captions.js";
import { caution, cell, countText, durationText, fill, make, scrolling } from "./preview-words.js";

const MOST_BYTES = 10_000_000;
const MOST_ROWS = 5000;
const MOST_FAULTS = 50;

export async function show(stage, { blob, format, tell }) {
  const { cues, faults } = readCaptions(await blob.slice(0, MOST_BYTES).text(), format);
  tell(countText(cues.length, "caption", "captions"));
  tell(`until ${durationText(lastEnd(cues))}`);
  if (blob.size > MOST_BYTES) stage.append(caution("Only the first 10 MB are read here."));
  if (faults.length) stage.append(faultList(faults));
  if (cues.length > MOST_ROWS) stage.append(caution(`The first ${MOST_ROWS.toLocaleString("en")} captions are shown; the Text view has them all.`));
  if (!cues.length) return;
  const body = make("tbody");
  const headings = ["Line", "Start", "End", "Text"].map((text) => make("th", { scope: "col" }, text));
  stage.append(scrolling("Captions", make("table", { className: "preview-table" }, make("thead", {}, make("tr", {}, ...headings)), body)));
  await fill(body, cues.slice(0, MOST_ROWS), rowOf, 4);
}

function rowOf({ start, end, text, line }) {
  const times = [start, end].map((time) => make("td", { className: "preview-time" }, durationText(time, true)));
  return make("tr", {}, make("th", { scope: "row" }, String(line)), ...times, cell("td", {}, text));
}

function faultList(faults) {
  const shown = faults.slice(0, MOST_FAULTS).map(({ line, sentence }) => make("li", {}, `Line ${line.toLocaleString("en")}: ${sentence}`));
  if (faults.length > MOST_FAULTS) shown.push(make("li", {}, `and ${(faults.length - MOST_FAULTS).toLocaleString("en")} more`));
  const summary = make("summary", {}, countText(faults.length, "place that is not as it should be", "places that are not as they should be"));
  return make("details", { className: "caution", open: faults.length <= 5 }, summary, make("ul", {}, ...shown));
}
