const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A value of a file within a text: a map or list as JSON, for it may have a `toString` of its own. */
export const valueText = (value: unknown): string => (isObject(value) ? JSON.stringify(value) : String(value));
