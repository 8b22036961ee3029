import { meantKey } from '../meant-key';
import type { Tree } from '../yaml/tree';
import { shape, type Schema } from './shape';

export interface UnknownKey {
  readonly tree: Tree;
  readonly key: string;
  /** Known to the format, but not built yet. */
  readonly later: boolean;
  /** The known key that was probably meant. */
  readonly meant: string | undefined;
  /** That key is there, too. */
  readonly taken: boolean;
}

/** Walks schema and value together; maps with free keys know no unknown ones. */
export function unknownKeys(schemas: readonly Schema[], tree: Tree, found: UnknownKey[] = []): readonly UnknownKey[] {
  if (tree.kind === 'scalar') return found;
  const options = schemas.map(shape);
  if (tree.kind === 'list') {
    const elements = options.flatMap((option) => option.elements);
    if (elements.length > 0) for (const item of tree.items) unknownKeys(elements, item, found);
    return found;
  }
  const free = options.flatMap((option) => option.free);
  for (const [key, value] of tree.entries) {
    const inner = [...options.flatMap(({ properties }) => properties.get(key) ?? []), ...free];
    if (inner.length > 0) unknownKeys(inner, value, found);
    else if (options.some(({ later }) => later.has(key))) found.push({ tree: value, key, later: true, meant: undefined, taken: false });
    else if (options.some(({ closed }) => closed)) {
      const known = options.flatMap(({ properties, later }) => [...properties.keys(), ...later]);
      const meant = meantKey(key, known);
      const taken = meant !== undefined && tree.entries.has(meant);
      if ((meant === undefined || taken) && options.some((option) => option.open)) continue;
      found.push({ tree: value, key, later: false, meant, taken });
    }
  }
  return found;
}
