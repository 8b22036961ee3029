/** Without the keys whose value is undefined: JSON cannot keep them, and a state must equal its replay. */
export function compact<T extends object>(value: T): T {
  for (const key in value) {
    if (value[key] === undefined) return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
  }
  return value;
}

/** What is left of a value after a trip through JSON. */
export const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
