// Says beside each KS how long it still lives, and keeps saying it.

let timer = null;

export function start() {
  update();
  timer ??= setInterval(update, 1000);
}

function update() {
  for (const place of document.querySelectorAll("[data-expiry]:not([data-expiry=''])")) {
    const left = Math.floor(Number(place.dataset.expiry) - Date.now() / 1000);
    const slot = place.querySelector('[data-slot="left"]') ?? place;
    const text = left > 0 ? `· ${spell(left)} left` : "· expired: start a new session";
    if (slot.textContent !== text) slot.textContent = text;
    place.classList.toggle("is-ending", left > 0 && left <= 600);
    place.classList.toggle("is-over", left <= 0);
  }
}

function spell(seconds) {
  const [days, hours, minutes] = [seconds / 86400, (seconds % 86400) / 3600, (seconds % 3600) / 60].map(Math.floor);
  if (days > 999) return `${Math.floor(days / 365)} years`;
  if (days) return `${days} d ${hours} h`;
  if (hours) return `${hours} h ${minutes} min`;
  return minutes ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
