// What a person chose for the tables of an action: kept while the page stays, so that the next answer
// looks the same. Not in the browser's storage: names of columns are what an answer says.
const kept = new Map();

// {columns: Map of key -> whether it is shown, widths: Map of key -> px}
export function choicesFor({ service, action }) {
  const name = `${service}.${action}`;
  if (!kept.has(name)) kept.set(name, { columns: new Map(), widths: new Map() });
  return kept.get(name);
}
