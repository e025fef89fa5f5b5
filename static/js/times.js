// Turns the server's UTC times into the reader's own.

export function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]:not([title])")) {
    const moment = new Date(time.dateTime);
    time.title = time.textContent;
    const day = moment.toDateString() === new Date().toDateString() ? "" : `${moment.toLocaleDateString()} `;
    time.textContent = day + moment.toLocaleTimeString();
  }
}
