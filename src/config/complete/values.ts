import * as z from 'zod';
import type { Path } from '../path';
import { references, type Referred } from '../schema/refers-to';
import type { Schema } from '../schema/shape';
import { valueText } from '../value-text';
import { child, type Tree } from '../yaml/tree';
import { choicesOf, saidOf } from './forms';
import type { NamesHere } from './names-at';

export interface AllowedValue {
  readonly text: string;
  readonly kind: 'value' | 'name';
  readonly detail?: string;
}

/** Where a value stands, for what is named relative to it. */
export interface ValuePlace {
  readonly path: Path;
  /** The map around it. */
  readonly holder: Tree | undefined;
}

/** `port` of its own service, `service.port` of the others. */
const portsAt = ({ path, holder }: ValuePlace, { services }: NamesHere): readonly string[] => {
  const [, , part, name] = path;
  const beside = child(holder, 'service');
  const own = part === 'services' ? String(name) : beside?.kind === 'scalar' ? beside.text : undefined;
  const ownPorts = own === undefined ? [] : services.get(own) ?? [];
  return [...ownPorts, ...[...services].flatMap(([service, ports]) => (service === own ? [] : (ports ?? []).map((port) => `${service}.${port}`)))];
};

const KINDS: { readonly [to in Referred]: string } = {
  service: 'service of this test', port: 'port of this test', step: 'earlier step', 'matrix key': 'key of the matrix', metric: 'metric of this test', tag: 'tag of this file',
};

/** The names that a text may be one of. */
export const namesOf = (to: Referred, place: ValuePlace, names: NamesHere): readonly AllowedValue[] => {
  const named = (all: Iterable<string>): readonly AllowedValue[] => [...new Set(all)].map((text) => ({ text, kind: 'name', detail: KINDS[to] }));
  switch (to) {
    case 'service': return named([...names.services.keys()].filter((name) => !(place.path[2] === 'services' && place.path[3] === name)));
    case 'port': return named(portsAt(place, names));
    case 'step': return named(names.steps);
    case 'matrix key': return named(names.matrix?.keys() ?? []);
    case 'metric': return named(names.metrics);
    case 'tag': return named(names.tags);
    default: return to satisfies never;
  }
};

/** The values that a place may have, as far as the schema or the file tells them; examples of the others. */
export const allowedValues = (schemas: readonly Schema[], options: readonly Schema[], place: ValuePlace, names: NamesHere): readonly AllowedValue[] => {
  const told = options.flatMap((option): readonly AllowedValue[] => {
    const to = references.get(option)?.to;
    return to === undefined ? choicesOf(option).map((value) => ({ text: String(value), kind: 'value' })) : namesOf(to, place, names);
  });
  if (told.length > 0) return told;
  return schemas.flatMap((schema) => saidOf(schema).examples ?? []).map((example) => ({ text: String(example), kind: 'name', detail: 'for example' }));
};

/** Below a `when`, the values that its key has in the matrix. */
export const matrixValues = (around: readonly Schema[], key: string, names: NamesHere): readonly AllowedValue[] => {
  const isOfMatrix = around.some((option) => option instanceof z.ZodRecord && references.get(option.keyType)?.to === 'matrix key');
  const values = isOfMatrix ? names.matrix?.get(key) ?? [] : [];
  return values.filter((value) => typeof value !== 'object').map((value) => ({ text: valueText(value), kind: 'name', detail: `value of ${key}` }));
};
