import { RESERVED_KINDS, schemaMismatches, type JsonSchema } from '../config';

const NAME = /^[A-Za-z_][\w-]*$/;

/** @throws TypeError when a kind's definition is not one. */
export function checkKind(what: keyof typeof RESERVED_KINDS, definition: unknown, method: string): void {
  const given = objectOf(definition, `expected { kind, ${method}() }`);
  const kind = given['kind'];
  if (typeof kind !== 'string' || !NAME.test(kind)) throw new TypeError(`expected a kind of letters, digits, _ and -, found ${typeof kind === 'string' ? `"${kind}"` : typeof kind}`);
  if (RESERVED_KINDS[what].includes(kind)) throw new TypeError(`"${kind}" is a word of the format itself; give the kind another name`);
  if (typeof given[method] !== 'function') throw new TypeError(`${kind}: expected a function ${method}`);
  checkSchema(given['schema'], kind);
}

/** @throws TypeError when it is no JSON Schema that can be used. */
export function checkSchema(schema: unknown, name: string): void {
  if (schema === undefined) return;
  try {
    schemaMismatches(plainSchema(objectOf(schema, 'expected a JSON Schema')), undefined, name);
  } catch (error) {
    throw new TypeError(`${name}: its schema cannot be used: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** As data that can be sent to another thread. */
export const plainSchema = (schema: JsonSchema): JsonSchema => JSON.parse(JSON.stringify(schema)) as JsonSchema;

export function objectOf(value: unknown, expected: string): { readonly [key: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError(`${expected}, found ${value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value}`);
  return value as { readonly [key: string]: unknown };
}
