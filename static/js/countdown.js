// Says beside each KS how long it still lives, keeps saying it, and warns before the console's ends.

const WARNINGS = [
  // seconds left, and what is said once it is no more than that
  [0, "has expired."],
  [60, "expires within a minute."],
  [600, "expires within ten minutes."],
];
let timer = null;

export function start() {
  update();
  timer ??= setInterval(update, 1000);
}

function update() {
  for (const place of document.querySelectorAll("[data-expiry]:not([data-expiry=''])")) {
    const left = secondsTo(place.dataset.expiry);
    const slot = place.querySelector('[data-slot="left"]') ?? place;
    const text = left > 0 ? `· ${spell(left)} left` : "· expired: start a new session";
    if (slot.textContent !== text) slot.textContent = text;
    place.classList.toggle("is-ending", left > 0 && left <= 600);
    place.classList.toggle("is-over", left <= 0);
  }
  const chooser = document.getElementById("ks-kept");
  // What is being read out or looked at does not change.
  if (chooser && document.activeElement !== chooser) relabel(chooser);
  warn();
}

function relabel(chooser) {
  for (const option of chooser.querySelectorAll("[data-ends]:not([data-ends=''])")) {
    const left = secondsTo(option.dataset.ends);
    const minutes = left >= 60 ? left - (left % 60) : left;
    const text = `${option.dataset.text} · ${left > 0 ? `${spell(minutes).replace(/ 0 s$/, "")} left` : "expired"}`;
    if (option.text !== text) option.text = text;
  }
}

// One sentence a threshold, so that it is read out once; a part of the bar that stays in sight.
function warn() {
  const bar = document.querySelector(".send-bar");
  if (!bar) return;
  const place = bar.querySelector(".ks-warning") ?? bar.appendChild(made("p", { className: "ks-warning", role: "status" }));
  const chip = document.getElementById("ks-chip");
  const expiry = chip && !chip.hidden ? chip.dataset.expiry : "";
  const left = expiry ? secondsTo(expiry) : Infinity;
  const words = WARNINGS.find(([seconds]) => left <= seconds)?.[1] ?? "";
  const renewable = chip?.hasAttribute("data-renewable");
  const said = words && `${chip.dataset.session} ${words} ${renewable}`;
  if ((place.dataset.said ?? "") === said) return;
  place.dataset.said = said;
  place.classList.toggle("is-over", left <= 0);
  place.replaceChildren();
  if (!words) return;
  const facts = chip.querySelector('[data-slot="facts"]').textContent;
  place.append(made("span", { textContent: `The KS ${facts} ${words}` }));
  if (!renewable) return;
  const button = made("button", { type: "button", className: "quiet", textContent: "Renew it" });
  button.dataset.verb = "renew-ks";
  place.append(button);
}

function made(name, { role, ...properties }) {
  const element = Object.assign(document.createElement(name), properties);
  if (role) element.setAttribute("role", role);
  return element;
}

const secondsTo = (expiry) => Math.floor(Number(expiry) - Date.now() / 1000);

function spell(seconds) {
  const [days, hours, minutes] = [seconds / 86400, (seconds % 86400) / 3600, (seconds % 3600) / 60].map(Math.floor);
  if (days > 999) return `${Math.floor(days / 365)} years`;
  if (days) return `${days} d ${hours} h`;
  if (hours) return `${hours} h ${minutes} min`;
  return minutes ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
