import fc from 'fast-check';

/** A JSON Schema, as far as the format's own uses it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema | readonly Schema[];
  readonly minItems?: number;
  readonly properties?: { readonly [key: string]: Schema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly definitions?: { readonly [name: string]: Schema };
}

/** Values for what a schema only knows to be a text, or anything. */
export interface Words {
  /** By the keys that lead to it, the last one first. */
  readonly texts: (keys: readonly string[]) => readonly string[];
  readonly anything: (keys: readonly string[]) => () => fc.Arbitrary<unknown>;
  /** What may stand in any text once in a while. */
  readonly odd: () => fc.Arbitrary<string>;
  /** Keys that most maps have which can have them. */
  readonly usual: readonly string[];
  /** Keys of which no text is drawn but those given: a number of five digits would be allowed, and tell no more than a small one. */
  readonly few: ReadonlySet<string>;
  /** Names of maps with free keys; most have the first. */
  readonly names: (keys: readonly string[]) => readonly string[];
}

/** How the schema says that an expression may stand here. */
export const EXPRESSION = '\\$\\{\\{';
const MOST_KEYS = 4;
const DEEPEST = 12;

type Draw = fc.GeneratorValue;
const oneOf = <T>(draw: Draw, list: readonly T[]): T => list[draw(fc.nat, { max: list.length - 1 })] as T;
/** True once in so many. */
const rarely = (draw: Draw, times: number): boolean => draw(fc.nat, { max: times - 1 }) === times - 1;

/** Draws values that a schema allows, so that a key is tried as soon as the schema has it. */
export class FromSchema {
  constructor(private readonly root: Schema, private readonly words: Words) {}

  /** @param above what the list around it holds */
  draw(draw: Draw, given: Schema = this.root, keys: readonly string[] = [], above?: Schema): unknown {
    const schema = this.resolved(given);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return oneOf(draw, schema.enum);
    if (schema.anyOf !== undefined) return this.draw(draw, this.#choice(draw, schema.anyOf), keys, above);
    const type = typeof schema.type === 'object' ? oneOf(draw, schema.type) : schema.type;
    switch (type) {
      case 'object': return this.#map(draw, schema, keys, above);
      case 'array': return this.#list(draw, schema, keys, above);
      case 'string': return this.#text(draw, schema, keys);
      case 'integer':
      case 'number': return this.#number(draw, schema, type);
      case 'boolean': return draw(fc.boolean);
      case 'null': return null;
      default: return draw(this.words.anything(keys));
    }
  }

  resolved(schema: Schema): Schema {
    if (schema.$ref !== undefined) {
      const found = this.root.definitions?.[schema.$ref.replace('#/definitions/', '')];
      if (found === undefined) throw new Error(`${schema.$ref} is not defined`);
      return this.resolved(found);
    }
    if (schema.allOf === undefined) return schema;
    const all = schema.allOf.map((one) => this.resolved(one));
    return { ...Object.assign({}, ...all) as Schema, properties: Object.assign({}, ...all.map(({ properties }) => properties)) as NonNullable<Schema['properties']> };
  }

  /** An expression may stand everywhere: it seldom does, or nothing else would ever be tried. */
  #choice(draw: Draw, options: readonly Schema[]): Schema {
    const expression = options.find(({ pattern }) => pattern === EXPRESSION);
    const others = options.filter((option) => option !== expression);
    return expression !== undefined && (others.length === 0 || rarely(draw, 20)) ? expression : oneOf(draw, others);
  }

  #map(draw: Draw, { properties = {}, required = [], additionalProperties }: Schema, keys: readonly string[], above: Schema | undefined): unknown {
    const optional = Object.keys(properties).filter((key) => !required.includes(key));
    const count = keys.length > DEEPEST ? 0 : Math.min(draw(fc.nat, { max: MOST_KEYS }), optional.length);
    const usual = this.words.usual.filter((key) => Object.hasOwn(properties, key) && !rarely(draw, 6));
    const chosen = new Set([...required, ...usual, ...Array.from({ length: count }, () => oneOf(draw, optional))]);
    const known = [...chosen].map((key): [string, unknown] => [key, this.draw(draw, properties[key] ?? {}, [key, ...keys], above)]);
    if (additionalProperties === false || additionalProperties === undefined || additionalProperties === true) return mapOf(known);
    const [first = '', ...more] = this.words.names(keys);
    const names = new Set([...rarely(draw, 6) ? [] : [first], ...Array.from({ length: draw(fc.nat, { max: 1 }) }, () => oneOf(draw, more))]);
    return mapOf([...known, ...[...names].map((name): [string, unknown] => [name, this.draw(draw, additionalProperties, [name, ...keys], above)])]);
  }

  #list(draw: Draw, { items = {}, minItems = 0 }: Schema, keys: readonly string[], above: Schema | undefined): unknown {
    if (Array.isArray(items)) return (items as readonly Schema[]).map((item) => this.draw(draw, item, keys, above));
    // What is in steps within steps the schema leaves open: it is checked as the steps around it are.
    const inner = Object.keys(items).length === 0 ? above ?? {} : items as Schema;
    const length = keys.length > DEEPEST ? minItems : minItems + draw(fc.nat, { max: 2 });
    return Array.from({ length }, () => this.draw(draw, inner, keys, inner));
  }

  #text(draw: Draw, { pattern }: Schema, keys: readonly string[]): string {
    if (pattern === undefined && rarely(draw, 40)) return draw(this.words.odd);
    if (pattern === undefined || pattern === EXPRESSION) return oneOf(draw, this.words.texts(pattern === EXPRESSION ? [EXPRESSION, ...keys] : keys));
    const form = new RegExp(pattern);
    const fitting = this.words.texts(keys).filter((word) => form.test(word));
    const few = this.words.few.has(keys[0] ?? '') && fitting.length > 0;
    return canBeDrawn(pattern) && !few && (fitting.length === 0 || rarely(draw, 20)) ? draw(fc.stringMatching, form) : fitting.length === 0 ? draw(this.words.odd) : oneOf(draw, fitting);
  }

  /** Seldom one at the edge, or below zero: there a schema does not say all that must hold. */
  #number(draw: Draw, { minimum = -2, maximum = 1e21 }: Schema, type: string): number {
    const few = [1, 2, 3, ...type === 'number' ? [0.5] : []].filter((one) => one >= minimum && one <= maximum);
    return oneOf(draw, few.length === 0 || rarely(draw, 25) ? [minimum, maximum, 0].filter((one) => one >= minimum) : few);
  }
}

/** What looks ahead or behind cannot: fast-check does not know how. */
const canBeDrawn = (pattern: string): boolean => !/\(\?<?[=!]/.test(pattern);

/** Keeps `__proto__` a key of its own. */
export const mapOf = (entries: readonly (readonly [string, unknown])[]): unknown =>
  Object.defineProperties({}, Object.fromEntries(entries.map(([key, value]) => [key, { value, enumerable: true, configurable: true, writable: true }])));

type Path = readonly string[];
const pathsOf = (value: unknown, path: Path = []): readonly Path[] =>
  [path, ...(typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key])) : [])];

const replaced = (value: unknown, [key, ...rest]: Path, by: unknown): unknown => {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? replaced(item, rest, by) : item));
  return mapOf(Object.entries(value as object).map(([name, inner]: [string, unknown]) => [name, name === key ? replaced(inner, rest, by) : inner]));
};

/** The same with one of its nodes, whichever it is, replaced by something else. */
export const withOneReplaced = (draw: Draw, value: unknown, others: () => fc.Arbitrary<unknown>): unknown => replaced(value, oneOf(draw, pathsOf(value)), draw(others));
