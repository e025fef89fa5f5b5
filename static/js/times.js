// Turns the server's UTC times into the reader's own, which is shorter: the room stays, so that nothing moves.

/** @param {ParentNode} root */
export function localise(root) {
  const times = /** @type {HTMLTimeElement[]} */ ([...root.querySelectorAll("time[datetime]:not([title])")]);
  const widths = times.map((time) => time.getBoundingClientRect().width);
  for (const [index, time] of times.entries()) {
    time.style.minWidth = `${widths[index]}px`;
    const moment = new Date(time.dateTime);
    time.title = time.textContent;
    const day = moment.toDateString() === new Date().toDateString() ? "" : `${moment.toLocaleDateString()} `;
    time.textContent = day + moment.toLocaleTimeString();
  }
}
