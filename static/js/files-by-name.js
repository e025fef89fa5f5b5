// The form's fields with each chosen file as an empty one of its name: for what only describes the
// request and does not send it.

/** @param {HTMLFormElement} form */
export function namesOfFiles(form) {
  const fields = new FormData(form);
  for (const [name, value] of [...fields]) if (value instanceof File && !value.name) fields.delete(name);
  for (const [name, value] of [...fields]) if (value instanceof File) fields.set(name, new File([], value.name, { type: value.type }));
  return fields;
}
