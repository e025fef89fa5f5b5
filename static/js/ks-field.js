// Fills the KS field in with what /send found, and says what that KS is.

export function fill(ks) {
  const input = document.getElementById("ks");
  input.type = "password";
  input.value = ks.value;
  document.getElementById("ks-sent").checked = true;
  const chip = document.getElementById("ks-chip");
  chip.querySelector('[data-slot="facts"]').textContent = ks.facts;
  chip.querySelector('[data-slot="left"]').textContent = "";
  chip.dataset.expiry = ks.expiry ?? "";
  chip.hidden = false;
  import("./countdown.js").then((countdown) => countdown.start());
}

export function empty() {
  document.getElementById("ks").value = "";
  document.getElementById("ks-sent").checked = false;
  document.getElementById("ks-chip").hidden = true;
}
