const UNITS: { readonly [unit: string]: number } = {
  B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4,
};
export const SIZE_PATTERN = /^(\d+(?:\.\d+)?) ?(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/;

/** Bytes of `64KiB` or `10MB`; undefined when it is none. */
export const parseSize = (text: string): number | undefined => {
  const [, digits, unit] = SIZE_PATTERN.exec(text.trim()) ?? [];
  const factor = unit === undefined ? undefined : UNITS[unit];
  return factor === undefined ? undefined : Math.round(Number(digits) * factor);
};
