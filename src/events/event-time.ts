let lastMs = NaN;
let lastText = '';

/** ISO 8601 with milliseconds. Many events share a millisecond, and the text costs more than all else in an envelope. */
export function isoTime(ms: number): string {
  if (ms !== lastMs) {
    lastText = new Date(ms).toISOString();
    lastMs = ms;
  }
  return lastText;
}
