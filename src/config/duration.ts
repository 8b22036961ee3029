const PART = String.raw`\d+(?:\.\d+)?`;
export const DURATION_PATTERN = new RegExp(`^(?=\\d)(?:(${PART})h)?(?:(${PART})m(?!s))?(?:(${PART})s)?(?:(${PART})ms)?$`);
export const NUMBER_PATTERN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

const FACTORS = [3_600_000, 60_000, 1000, 1];

/** Milliseconds of `500ms`, `2s`, `1m30s` or a number of seconds; undefined when it is none, or not above zero. */
export const parseDuration = (given: string | number): number | undefined => {
  const text = String(given).trim();
  const match = DURATION_PATTERN.exec(text);
  const ms = NUMBER_PATTERN.test(text)
    ? Number(text) * 1000
    : match ? FACTORS.reduce((sum, factor, index) => sum + Number(match[index + 1] ?? 0) * factor, 0) : 0;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
};
