const keysOf = (value: unknown): readonly string[] => (typeof value === 'object' && value !== null ? Object.keys(value) : []);

/** The one of the kinds whose key the map has. */
export const kindOf = <Kind extends string>(value: unknown, kinds: readonly Kind[]): Kind | undefined => {
  const keys = keysOf(value);
  return kinds.find((kind) => keys.includes(kind));
};
