// Once the page is painted; who types at once has a browser that is never idle.

/** @param {() => unknown} act */
export function soon(act) {
  const wait = () => void ("requestIdleCallback" in window ? requestIdleCallback(act, { timeout: 500 }) : setTimeout(act, 100));
  if (document.readyState === "complete") wait();
  else addEventListener("load", wait, { once: true });
}
