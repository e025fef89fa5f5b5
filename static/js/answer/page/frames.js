// Reads the frames of a streamed answer: one byte for the kind, four for the length, the payload.

const HEAD = 5; // bytes

// Calls `take(kind, payload)` for each; the payload is its own copy, which may be handed on.
/** @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream @param {(kind: string, payload: Uint8Array<ArrayBuffer>) => unknown} take */
export async function readFrames(stream, take) {
  const reader = stream.getReader();
  /** @type {Uint8Array<ArrayBuffer>} */
  let rest = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest = rest.length ? joined(rest, value) : value;
    let at = 0;
    while (rest.length - at >= HEAD) {
      const length = new DataView(rest.buffer, rest.byteOffset + at + 1, 4).getUint32(0);
      if (rest.length - at - HEAD < length) break;
      await take(String.fromCharCode(rest[at]), rest.slice(at + HEAD, at + HEAD + length));
      at += HEAD + length;
    }
    rest = rest.subarray(at);
  }
}

/** @param {Uint8Array} payload */
export const json = (payload) => JSON.parse(new TextDecoder().decode(payload));

/** @param {Uint8Array} first @param {Uint8Array} second */
function joined(first, second) {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
