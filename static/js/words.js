// What the scripts of this folder and the verbs say to people, by the script that says it: the texts
// of the other folders are in words.js files of their own, those of pages in the templates.

/**
 * A text, what makes one of values, or a table of either.
 * @typedef {string | ((...values: any[]) => string) | { [name: string]: Words }} Words
 */

/** @satisfies {Words} */
export const words = {
  ask: {
    answered: (status) => `The console answered ${status}.`,
    signedOut: "You are signed out, so nothing was done. Sign in in another tab, then press this again: what you typed is still here.",
    unreachable: "The console itself cannot be reached: is it still running? What you typed is still here.",
  },
  atHand: {
    label: "At hand",
    count: (/** @type {number} */ count) => (count === 1 ? "One value is at hand" : `${count} values are at hand`),
  },
  check: {
    whole: (least, most) => `takes a whole number from ${least} to ${most}`,
    decimal: "takes a number such as 12.5",
    json: (fault) => `takes JSON: ${fault}`,
    wrong: (name, problem) => `${name} ${problem}.`,
    mandatory: (name) => `${name} is mandatory.`,
  },
  whose: {
    label: "Another workspace",
    other: "This is another workspace than this browser had before. Where you did not sign in anew or clear your cookies, another page may have put it here.",
    mine: "It is mine",
    leave: "Leave it",
  },
  copy: {
    done: "Copied",
    refused: "Copying is not allowed here",
    masked: "What was copied is masked: the secrets in it are only shown as dots. Show them first, or use Copy KS.",
  },
  copyAs: {
    done: (leftOut) => (leftOut.length ? `Copied without ${leftOut.join(", ")}.` : "Copied."),
    refused: "Copying is not allowed here.",
  },
  countdown: {
    left: (time) => `${time} left`,
    over: (why) => `${why}: start a new session`,
    expired: (ks, why) => (why === "expired" ? `The KS ${ks} has expired.` : `The KS ${ks} is no good any more: ${why}.`),
    withinAMinute: (ks) => `The KS ${ks} expires within a minute.`,
    withinTenMinutes: (ks) => `The KS ${ks} expires within ten minutes.`,
    renew: "Renew it",
    start: "Start a session",
    years: (years) => `${years} years`,
    days: (days, hours) => `${days} d ${hours} h`,
    hours: (hours, minutes) => `${hours} h ${minutes} min`,
    minutes: (minutes) => `${minutes} min`,
    minutesAndSeconds: (minutes, seconds) => `${minutes} min ${seconds} s`,
    seconds: (seconds) => `${seconds} s`,
  },
  filledIn: {
    sends: "sends ",
  },
  saved: {
    newCollection: "A new collection…",
    anyway: "Save all the same",
    asNew: "Save as a new one",
    gone: "It was deleted meanwhile. Save keeps what stands here as a new one.",
    example: "Keep as example",
    exampleName: "Name",
  },
  ksField: {
    choose: (count) => `Choose one of ${count}`,
    partner: "partner ",
  },
  requestForm: {
    cleared: "Taken out of the form.",
    noExample: "There is no example for this action.",
    hasExample: "Nothing was filled in: what has an example is set already.",
    changed: "It cannot be brought back: something else stands in its place by now.",
    unchanged: "It was not brought back.",
    busy: "The form is still being drawn for the button before: press this again when it is there.",
  },
  undo: {
    undo: "Undo",
    done: "Brought back.",
  },
  searchSelect: {
    search: (/** @type {string} */ label) => `${label}: type to search`,
    nothing: "Nothing fits",
  },
  send: {
    send: "Send",
    sendTo: (name) => `Send to ${name}`,
    sending: "Sending",
    waiting: (seconds) => `Waiting, ${seconds} s`,
    queued: (place) => `Not sent yet: ${place === 1 ? "it is next" : `${place - 1} more go before it`}, as enough calls are under way`,
    cancelling: "Cancelling",
    wrong: (count) => `Nothing was sent: see the ${count === 1 ? "marked field" : `${count} marked fields`}.`,
    anyway: (count) => `Send despite ${count} ${count === 1 ? "problem" : "problems"}`,
    nothing: "Nothing was sent.",
    waitsForForm: "Not sent yet: the form is still being drawn. Escape stops it.",
    anotherChosen: "Nothing was sent: something else was chosen meanwhile.",
  },
  openRequests: {
    fresh: "New request",
    new: "New request",
    copy: "Duplicate",
    duplicate: "Duplicate this request",
    close: (title) => `Close ${title}`,
    back: "Reopen",
    reopen: "Reopen what was closed last",
    unsent: "not sent as it stands",
    unsaved: "changed since it was saved",
    unkept: "It could not be copied, as the console does not answer: try again.",
    gone: "It was closed too long ago.",
    waits: "It is left once the answer is there. Ask for it again to leave at once: then the call is ended, or its answer stands in History.",
    left: "This was left while its call was under way: what came of it stands in History.",
    full: (most) => `${most} requests are open: close one first.`,
  },
  divider: {
    beside: "Side by side",
    stacked: "Stacked",
  },
  sideBar: {
    star: "☆ Favourite",
    starred: "★ Favourite",
  },
  upload: {
    drop: "or drop a file here",
    folder: "A folder cannot be sent: drop a file.",
    one: (count, name) => `This takes one file: of ${count}, ${name} was taken.`,
    tooLarge: (name, limit) => `${name} is too large: this console takes ${limit} in one request (TESTME_MAX_UPLOAD_MB).`,
    unreadable: (name) => `${name} cannot be read any more: choose it again.`,
  },
  uploadChunks: {
    cancelled: "Cancelled.",
    again: (chunk, attempt, attempts, seconds) => `Chunk ${chunk} did not get through: try ${attempt} of ${attempts} in ${seconds} s`,
    chunk: (chunk, chunks) => `Chunk ${chunk} of ${chunks}`,
    asking: "Asking how much has arrived",
    unknown: (reason) => `How much has arrived is not known: ${reason}`,
    otherFile: (announced, own) => `The token is for a file of ${announced} bytes or more, and this one has ${own}: choose the one that the upload began with.`,
    whole: (size) => `Nothing is missing: the whole file has arrived (${size}).`,
    full: (size) => `The token takes no more: it is complete with ${size}.`,
    arrived: "Arrived",
    resumes: (arrived, whole) => `${arrived} of ${whole} have arrived: Resume goes on from there.`,
    under: "In chunks",
    over: (percent) => `In chunks, over ${percent} %`,
  },
  uploadRow: {
    resume: "Resume",
    done: (done, total) => `${done} of ${total}`,
    speed: (size) => `${size}/s`,
    bytes: "bytes",
  },
  uploadSend: {
    phases: {
      console: "To the console",
      endpoint: "To the endpoint",
      waiting: "Sent",
    },
    over: (phase, percent) => `${phase}, over ${percent} %`,
    lost: "The connection to the console broke off: is it still running, and is the file still in its place? What you typed is still here.",
    cancelled: "Cancelled on the way to the console: nothing was sent to the endpoint.",
  },
  chooseKs: {
    chosen: (ks) => `The KS is ${ks}.`,
  },
  forgetKs: {
    done: "The KS is forgotten here; at its region it stays valid until it expires.",
  },
  paste: {
    done: "Filled in.",
    doneWithNotes: "Filled in; see the notes above the form.",
    open: (count) => (count === 1 ? "Filled in; one value is still to be given." : `Filled in; ${count} values are still to be given.`),
  },
  refreshSchema: {
    cut: "The console stopped before the schema was there: this region keeps the one that it has. Press Refresh again.",
    received: (kilobytes) => `Schema: ${kilobytes} kB`,
    receivedOf: (kilobytes, percent) => `Schema: ${percent} % (${kilobytes} kB)`,
    done: (version) => `Forms for this region now come from its schema ${version}.`,
    undrawn: (version) => `This region has its schema ${version} now, but the form could not be drawn anew: it is still that of the schema before. Reload the page.`,
  },
  renewKs: {
    done: "The KS is renewed.",
  },
  renewWithoutEntitlement: {
    starting: "Starting a session",
    failed: (reason) => `No session was started. ${reason}`,
    done: "The new KS is in the form: send the call again.",
  },
  resetSandbox: {
    done: "The sandbox is as it was at first.",
  },
};
