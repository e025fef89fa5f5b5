// Bytes as lines of sixteen: where they stand, their values, and the characters that are ASCII.

/** @param {Uint8Array} bytes */
export function hexDump(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const values = row.map((byte) => byte.toString(16).padStart(2, "0"));
    const characters = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "."));
    const halves = [values.slice(0, 8).join(" "), values.slice(8).join(" ")].join("  ");
    lines.push(`${at.toString(16).padStart(8, "0")}  ${halves.padEnd(49)} ${characters.join("")}`);
  }
  return lines.join("\n");
}
