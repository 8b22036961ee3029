import { isMap } from './is-map';

/** Says where a value is not as it must be, as in `.range.start: expected an object`; undefined when it is. */
export type Shape = (value: unknown) => string | undefined;

export const text: Shape = (value) => (typeof value === 'string' ? undefined : ': expected a string');
export const number: Shape = (value) => (typeof value === 'number' ? undefined : ': expected a number');
export const flag: Shape = (value) => (typeof value === 'boolean' ? undefined : ': expected a boolean');
export const map: Shape = (value) => (isMap(value) ? undefined : ': expected an object');

export const optional = (shape: Shape): Shape => (value) => (value === undefined ? undefined : shape(value));
export const nullable = (shape: Shape): Shape => (value) => (value === null ? undefined : shape(value));

export const oneOf = (...words: readonly string[]): Shape => (value) => (words.some((word) => word === value) ? undefined : `: expected one of ${words.join(', ')}`);

export const listOf = (item: Shape): Shape => (value) => {
  if (!Array.isArray(value)) return ': expected an array';
  for (let index = 0; index < value.length; index += 1) {
    const problem = item(value[index]);
    if (problem !== undefined) return `[${index}]${problem}`;
  }
  return undefined;
};

export const mapOf = (item: Shape): Shape => (value) => {
  if (!isMap(value)) return ': expected an object';
  for (const key of Object.keys(value)) {
    const problem = item(value[key]);
    if (problem !== undefined) return `.${key}${problem}`;
  }
  return undefined;
};

/** A shape for each key that `T` has; what else there is may be anything. */
export const fields = <T>(shapes: { readonly [K in keyof T]-?: Shape }): Shape => {
  const all = Object.entries<Shape>(shapes);
  return (value) => {
    if (!isMap(value)) return ': expected an object';
    for (const [key, shape] of all) {
      const problem = shape(value[key]);
      if (problem !== undefined) return `.${key}${problem}`;
    }
    return undefined;
  };
};
