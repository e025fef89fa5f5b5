// The form opened at a value, as the address says (#value=…): what is typed next takes its place.

export function startAtValue() {
  const wanted = decodeURIComponent(location.hash.slice("#value=".length)).toLowerCase();
  history.replaceState(null, "", location.pathname + location.search);
  /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */
  const all = document.querySelectorAll('#request-fields :is(input:not([type="checkbox"], [type="file"], [readonly]), textarea)[name^="param:"]');
  const fields = [...all].filter((field) => field.offsetParent);
  const field = fields.find(({ value }) => value.toLowerCase().includes(wanted)) ?? fields[0];
  field?.focus();
  field?.select();
}
