// Checks in the browser what the server checks again: {field, message} for each wrong value.

const RANGES = { int: [-(2n ** 31n), 2n ** 31n - 1n], bigint: [-(2n ** 63n), 2n ** 63n - 1n] };

const checks = {
  whole(text, type) {
    const [low, high] = RANGES[type] ?? RANGES.bigint;
    const whole = /^[+-]?\d{1,19}$/.test(text.trim()) ? BigInt(text.trim().replace(/^\+/, "")) : null;
    return whole !== null && whole >= low && whole <= high ? "" : `takes a whole number from ${low} to ${high}`;
  },
  decimal: (text) => (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? "" : "takes a number such as 12.5"),
  object(text) {
    try {
      JSON.parse(text);
      return "";
    } catch (fault) {
      return `takes JSON: ${fault.message}`;
    }
  },
};

export function check(form) {
  return [...form.querySelectorAll(".field[data-kind]")].flatMap((field) => {
    const control = field.querySelector(`[name="${CSS.escape(field.dataset.field)}"]`);
    const box = field.querySelector('input[name="sent"]');
    const filled = control.type === "file" ? control.files.length > 0 : control.value !== "";
    const name = field.dataset.field.replace(/^param:/, "");
    if (!box && !filled && field.dataset.field !== "format") return [{ field: field.dataset.field, message: `${name} is mandatory.` }];
    if (box && !box.checked) return [];
    const problem = checks[field.dataset.kind]?.(control.value, field.dataset.type);
    return problem ? [{ field: field.dataset.field, message: `${name} ${problem}.` }] : [];
  });
}

export function show(form, problems) {
  for (const field of form.querySelectorAll(".field[data-field]")) {
    const mine = problems.filter((problem) => problem.field === field.dataset.field);
    field.classList.toggle("is-wrong", mine.length > 0);
    field.querySelector(".problem").textContent = mine.map((problem) => problem.message).join(" ");
    const control = field.querySelector(`[name="${CSS.escape(field.dataset.field)}"]`);
    if (mine.length) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
  const first = form.querySelector(".is-wrong");
  first?.closest("details")?.setAttribute("open", "");
  first?.querySelector("[aria-invalid]")?.focus();
}
