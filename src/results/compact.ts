/** Without the keys whose value is undefined: JSON cannot keep them, and a state must equal its replay. */
export function compact<T extends object>(value: T): T {
  const entries = Object.entries(value);
  return entries.every(([, item]) => item !== undefined) ? value : (Object.fromEntries(entries.filter(([, item]) => item !== undefined)) as T);
}

/** What is left of a value after a trip through JSON. */
export const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
