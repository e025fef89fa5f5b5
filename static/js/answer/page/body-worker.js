// The page's end of the worker (see worker.js): questions and their answers.

export class BodyWorker {
  #worker = new Worker(new URL("../worker/worker.js", import.meta.url), { type: "module" });
  #waiting = new Map();
  #next = 0;

  // `grown(received)` is called while bytes come, `failed(sentence)` when the worker itself gives up.
  constructor({ grown, failed }) {
    this.#worker.addEventListener("message", ({ data }) => {
      if (data.event) return grown(data.received);
      const { resolve, reject } = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      return "error" in data ? reject(new Error(data.error)) : resolve(data.result);
    });
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.stop();
      failed();
    });
  }

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
