import * as z from 'zod';
import { alternatives, shape, type Schema } from '../schema/shape';
import type { Tree } from '../yaml/tree';
import { fitting, isRequired, kindKey } from './allowed';
import { choice, escaped } from './candidate';
import { choicesOf, formOf, saidOf, typeText } from './forms';

export const INDENT = 2;

/** A key that a map may have. */
export interface AllowedKey {
  readonly key: string;
  readonly schemas: readonly Schema[];
  /** In one of the alternatives. */
  readonly required: boolean;
  readonly rank: number;
}

/** The keys of the maps that are meant, those first that tell what kind of map it is, then the others that are required. */
export const allowedKeys = (options: readonly Schema[], tree: Tree | undefined): readonly AllowedKey[] => {
  const found = new Map<string, { schemas: Schema[]; first: boolean; required: boolean }>();
  for (const object of fitting(options, tree)) {
    const first = kindKey(object);
    for (const [key, schema] of Object.entries<Schema>(object.shape)) {
      const known = found.get(key) ?? { schemas: [], first: false, required: false };
      known.schemas.push(schema);
      known.required ||= isRequired(schema);
      known.first ||= key === first;
      found.set(key, known);
    }
  }
  const all = [...found];
  return all.map(([key, { schemas, first, required }], index) => ({ key, schemas, required, rank: index + (first ? 0 : required ? all.length : 2 * all.length) }));
};

/** What people want to know of a key. */
export const keyDocumentation = (schemas: readonly Schema[]): string => {
  const said = schemas.map(saidOf);
  const lines = [...new Set(said.flatMap(({ description }) => description ?? []))];
  const initial = said.find((one) => one.default !== undefined)?.default;
  const examples = [...new Set(said.flatMap((one) => one.examples ?? []).map((example) => `\`${typeof example === 'string' ? example : JSON.stringify(example)}\``))];
  if (initial !== undefined) lines.push(`Default: \`${typeof initial === 'string' ? initial : JSON.stringify(initial)}\``);
  if (examples.length > 0) lines.push(`Examples: ${examples.join(', ')}`);
  return lines.join('\n\n');
};

export const keyDetail = ({ schemas, required }: Pick<AllowedKey, 'schemas' | 'required'>): string => `${typeText(schemas)}${required ? ' (required)' : ''}`;

/** The key with what its value begins with. */
export const keyText = (key: string, schemas: readonly Schema[], { flow, column }: { readonly flow: boolean; readonly column: number }): string => {
  const name = /^[A-Za-z_][\w-]*$/.test(key) ? key : escaped(JSON.stringify(key));
  const [first] = schemas.flatMap(alternatives);
  const below = `\n${' '.repeat(column + INDENT)}`;
  switch (formOf(first)) {
    case 'map': return flow ? `${name}: { $1 }` : `${name}:${below}`;
    case 'list': return flow ? `${name}: [$1]` : `${name}:${below}- `;
    case 'choice': return `${name}: ${choice(choicesOf(first).map(String))}`;
    case 'text': return `${name}: `;
  }
};

/** Whether there is something to choose from behind the key. */
export const keyLeads = (schemas: readonly Schema[]): boolean => {
  const [first] = schemas.flatMap(alternatives);
  const inner = first instanceof z.ZodArray ? alternatives(first.element) : [first];
  return inner.some((option) => option instanceof z.ZodObject && shape(option).properties.size > 0);
};

export const isDeprecated = (schemas: readonly Schema[]): boolean => schemas.every((schema) => saidOf(schema).deprecated === true);
