// Checks in the browser what the server checks again: {field, message} for each wrong value.
import { words } from "./words.js";

const RANGES = { int: [-(2n ** 31n), 2n ** 31n - 1n], bigint: [-(2n ** 63n), 2n ** 63n - 1n] };

const checks = {
  whole(text, type) {
    const [low, high] = RANGES[type] ?? RANGES.bigint;
    const whole = /^[+-]?\d{1,19}$/.test(text.trim()) ? BigInt(text.trim().replace(/^\+/, "")) : null;
    return whole !== null && whole >= low && whole <= high ? "" : words.check.whole(low, high);
  },
  decimal: (text) => (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? "" : words.check.decimal),
  object(text) {
    try {
      JSON.parse(text);
      return "";
    } catch (fault) {
      return words.check.json(fault.message);
    }
  },
};

const tickOf = (field) => field.querySelector(':scope > .field-head input[name="sent"]');

function goesOut(field) {
  for (let one = field; one; one = one.parentElement.closest("[data-field]")) {
    const box = tickOf(one);
    if (box && !box.checked) return false;
  }
  return true;
}

export function check(form) {
  return [...form.querySelectorAll("[data-field]")].flatMap((field) => {
    const control = field.querySelector(`[name="${CSS.escape(field.dataset.field)}"]`);
    if (!control || !goesOut(field) || field.querySelector(':scope > .field-head input[name="null"]:checked')) return [];
    const filled = control.type === "file" ? control.files.length > 0 : control.value !== "";
    const name = field.dataset.field.split(":").pop();
    if (field.querySelector(":scope > .field-head .mandatory") && !filled) return [{ field: field.dataset.field, message: words.check.mandatory(name) }];
    // A reference to an earlier result of a multirequest has that result's type; what is still to be
    // filled in is the server's to say, which may have been given a value for it.
    if (/^\{\d+:result[^{}]*\}$|\{\{[A-Za-z_]\w*\}\}/.test(control.value.trim())) return [];
    const problem = checks[field.dataset.kind]?.(control.value, field.dataset.type);
    return problem ? [{ field: field.dataset.field, message: words.check.wrong(name, problem) }] : [];
  });
}

// The field of that name, or the closest one around it.
function fieldOf(form, name) {
  for (let rest = name; rest; rest = rest.slice(0, Math.max(rest.lastIndexOf(":"), 0))) {
    const field = form.querySelector(`[data-field="${CSS.escape(rest)}"]`);
    if (field) return [field, name.slice(rest.length + 1)];
  }
  return [null, ""];
}

export function show(form, problems) {
  for (const field of form.querySelectorAll("[data-field]")) {
    field.classList.remove("is-wrong");
    field.querySelector(":scope > .problem").textContent = "";
    field.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  }
  for (const problem of problems) {
    const [field, inner] = fieldOf(form, problem.field);
    if (!field) continue;
    field.classList.add("is-wrong");
    const place = field.querySelector(":scope > .problem");
    place.textContent = `${place.textContent} ${inner ? `${inner}: ` : ""}${problem.message}`.trim();
    field.querySelector(`[name="${CSS.escape(field.dataset.field)}"]`)?.setAttribute("aria-invalid", "true");
  }
  const first = form.querySelector(".is-wrong");
  for (let fold = first?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  (first?.querySelector("[aria-invalid]") ?? first?.querySelector("input, select, textarea, button"))?.focus();
}
