/** Whether a value from outside is a map of JSON or YAML: neither a list nor null. */
export const isMap = (value: unknown): value is { readonly [key: string]: unknown } => typeof value === 'object' && value !== null && !Array.isArray(value);
