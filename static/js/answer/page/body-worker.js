// The page's end of the worker (see worker.js): questions and their answers.

export class BodyWorker {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (fault: Error) => void }>} */
  #waiting = new Map();
  #next = 0;

  // `grown` is called while bytes come, `failed` when the worker itself gives up.
  /** @param {{ grown: (received: number) => void, failed: () => void }} told */
  constructor({ grown, failed }) {
    const worker = new Worker(new URL("../worker/worker.js", import.meta.url), { type: "module" });
    this.#worker = worker;
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
