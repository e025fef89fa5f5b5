// An account that is chosen fills its form in; another region is none of its own.

const FILLED = ["region", "partner_id", "user_id", "login_id", "token_id"];
// These take a secret and say the type of the session.
const HAS_TYPE = new Set(["form-start", "form-sign"]);

export function startAccounts(workshop) {
  workshop.addEventListener("change", ({ target }) => {
    if (target.matches("[data-fills]")) fill(target);
    if (target.name === "region") leave(target);
  });
}

function fill(chooser) {
  const { dataset } = chooser.selectedOptions[0];
  const { elements } = chooser.form;
  for (const name of FILLED) {
    if (dataset[name] && elements[name]) elements[name].value = dataset[name];
  }
  const has = (dataset.has ?? "").split(" ");
  if (HAS_TYPE.has(chooser.form.id)) {
    if (has.includes("admin")) elements.type.value = "2";
    else if (has.includes("user")) elements.type.value = "0";
  }
  sayWhatIsKept(chooser);
}

function leave(region) {
  const chooser = region.form.querySelector("[data-fills]");
  const own = chooser?.selectedOptions[0].dataset.region;
  if (!own || own === region.value) return;
  chooser.value = "";
  sayWhatIsKept(chooser);
}

function sayWhatIsKept(chooser) {
  const chosen = chooser.selectedOptions[0];
  const has = (chosen.dataset.has ?? "").split(" ");
  for (const hint of chooser.form.querySelectorAll("[data-kept]")) {
    hint.hidden = !hint.dataset.kept.split(" ").some((means) => has.includes(means));
    hint.querySelector("[data-kept-name]").textContent = chosen.text;
  }
}
