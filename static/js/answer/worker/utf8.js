// Finds where bytes stop being UTF-8.

// How many continuation bytes follow a first byte, and the bounds of the first of them; null: none can begin with it.
/** @param {number} byte */
function sequence(byte) {
  if (byte < 0x80) return [0, 0, 0];
  if (byte >= 0xc2 && byte <= 0xdf) return [1, 0x80, 0xbf];
  if (byte >= 0xe0 && byte <= 0xef) return [2, byte === 0xe0 ? 0xa0 : 0x80, byte === 0xed ? 0x9f : 0xbf];
  if (byte >= 0xf0 && byte <= 0xf4) return [3, byte === 0xf0 ? 0x90 : 0x80, byte === 0xf4 ? 0x8f : 0xbf];
  return null;
}

// {byte, offset}: the first invalid byte and its place in the decoded text; null where all are valid.
/** @param {Uint8Array[]} chunks */
export function firstInvalid(chunks) {
  let [byte, offset, begun, missing, low, high, wide] = [0, 0, 0, 0, 0, 0, 0];
  for (const chunk of chunks) {
    for (const value of chunk) {
      if (missing) {
        if (value < low || value > high) return { byte: begun, offset };
        [low, high] = [0x80, 0xbf];
        if (--missing === 0) offset += wide;
      } else if (value < 0x80) {
        offset++;
      } else {
        const kind = sequence(value);
        begun = byte;
        if (!kind) return { byte, offset };
        [missing, low, high] = kind;
        wide = missing === 3 ? 2 : 1;
      }
      byte++;
    }
  }
  return missing ? { byte: begun, offset } : null;
}
