// The page's end of the worker (see worker.js): questions and their answers.

/** @type {Worker | null} */
let spare = null;

const made = () => new Worker(new URL("../worker/worker.js", import.meta.url), { type: "module" });

// Starts the worker of the answer that comes next, so that nothing has to wait for that.
export function prepare() {
  const worker = spare ?? made();
  spare = worker;
  worker.onerror = () => { if (spare === worker) spare = null; };
}

export class BodyWorker {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (fault: Error) => void }>} */
  #waiting = new Map();
  #next = 0;

  // `grown` is called while bytes come, `failed` when the worker itself gives up.
  /** @param {{ grown: (received: number) => void, failed: () => void }} told */
  constructor({ grown, failed }) {
    const worker = spare ?? made();
    [this.#worker, spare, worker.onerror] = [worker, null, null];
    worker.addEventListener("message", ({ data }) => {
      if (data.event) return grown(data.received);
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      return "error" in data ? waiting?.reject(new Error(data.error)) : waiting?.resolve(data.result);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.stop();
      failed();
    });
  }

  /** @param {string} name @param {unknown} [args] @param {Transferable[]} [transfer] @returns {Promise<any>} */
  ask(name, args = {}, transfer = []) {
    const id = ++this.#next;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker?.postMessage({ id, name, args }, transfer);
    });
  }

  // What was asked and not yet answered stays so: nobody is left to be told.
  stop() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#waiting.clear();
  }
}
