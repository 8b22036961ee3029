const UNIT_MS: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds of `90` (seconds), `500ms`, `1m30s`, `2h`, `7d`; undefined when it is no duration or not above zero. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?|(\d+(\.\d+)?(ms|s|m|h|d|w))+)$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)?/g)];
  const ms = parts.reduce((sum, [, number, unit = 's']) => sum + Number(number) * (UNIT_MS[unit] ?? 0), 0);
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

/** As in `0:42`, `12:07`, `1:02:03`. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
