import type { Fix } from '../problem';
import type { ConfigExtensions } from '../extensions';
import { meantKey } from '../meant-key';
import { extensionSchemas, RESERVED_KINDS, type ExtensionSchemas } from '../schema/extension-schemas';
import { child, plain, type MapTree, type Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';

/** What a reading knows of the file's plug-ins. */
export class ReadExtensions {
  readonly schemas: ExtensionSchemas;

  /** @param some whether there are plug-ins at all, loaded or not. */
  constructor(private readonly extensions: ConfigExtensions | undefined, readonly some: boolean) {
    this.schemas = extensionSchemas(extensions);
  }

  /** Checks what stands below a plug-in's key. */
  check(kind: string, what: keyof ExtensionSchemas, tree: Tree, list: ProblemList): void {
    const schema = this.schemas[what].get(kind);
    if (schema === undefined) return;
    list.unknownKeys([schema], tree);
    list.check(schema, plain(tree), tree, kind);
  }

  /** Checks the probes of plug-ins; what is left is the format's own. */
  withoutProbes(tree: Tree | undefined, list: ProblemList): Tree | undefined {
    if (tree?.kind !== 'map') return tree;
    for (const kind of this.schemas.probes.keys()) {
      const own = child(tree, kind);
      if (own) this.check(kind, 'probes', own, list);
    }
    const rest = without(tree, this.schemas.probes);
    const unknown = new Set([...rest.entries.keys()].filter((key) => !RESERVED_KINDS.probes.includes(key)));
    const suspects = this.#suspects();
    if (suspects === undefined) return rest;
    // What is not looked at must not count as holding.
    for (const key of unknown) this.unknown(child(tree, key) ?? tree, [key], list, (more) => list.atHead(child(tree, key) ?? tree, 'unknown-probe', `There is no probe "${key}".${more}`, { found: key }));
    return without(rest, unknown);
  }

  /** Tells a kind that is unknown: as information while no plug-in is loaded, else through `tell`, with what more there is to say. */
  unknown(tree: Tree, kinds: readonly string[], list: ProblemList, tell: (more: string) => void): void {
    const suspects = this.#suspects();
    if (suspects === 'none loaded') {
      list.atHead(tree, 'plugin-not-loaded', `"${kinds.join(', ')}" is not known: it may belong to a plug-in, and none is loaded`, { severity: 'information', found: kinds.join(', ') });
      return;
    }
    tell(suspects === undefined ? '' : ` It may belong to the plug-in ${suspects.join(' or ')}, which cannot be used.`);
  }

  /** Whose an unknown kind may be: of plug-ins that are not there. */
  #suspects(): 'none loaded' | readonly string[] | undefined {
    if (this.extensions === undefined) return this.some ? 'none loaded' : undefined;
    return this.extensions.missing.length > 0 ? this.extensions.missing : undefined;
  }
}

/** A map without some of its keys. */
export const without = (tree: MapTree, keys: { has(key: string): boolean }): MapTree =>
  ({ ...tree, entries: new Map([...tree.entries].filter(([key]) => !keys.has(key))) });

/** The key that was meant instead of the first that comes near to one. */
export const renamings = (tree: MapTree, keys: readonly string[], known: readonly string[], list: ProblemList): { readonly fixes?: readonly Fix[] } => {
  for (const key of keys) {
    const meant = meantKey(key, known);
    const value = child(tree, key);
    if (meant !== undefined && value && !tree.entries.has(meant)) return { fixes: [list.renaming(value, meant)] };
  }
  return {};
};

/** What was probably meant by one of the words. */
export const hintFor = (words: readonly string[], known: readonly string[]): string => {
  const [meant] = words.flatMap((word) => meantKey(word, known) ?? []);
  return meant === undefined ? '' : ` Did you mean "${meant}"?`;
};
