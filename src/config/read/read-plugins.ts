import { plugins as pluginsSchema } from '../schema/file';
import { formatPath } from '../path';
import type { ExpressionScope } from '../specs';
import { child, plain, type Tree } from '../yaml/tree';
import type { Names } from '../expressions/names';
import { staticValue } from './matrix';
import type { ProblemList } from './problem-list';
import type { ReadExtensions } from './read-extensions';
import type { PlaceTable } from './place-table';
import type { PluginRequestData } from './reading';

/** Reads `plugins`; one that stands twice is told at the second. */
export const readPlugins = (tree: Tree | undefined, names: Names, scope: ExpressionScope, list: ProblemList, table: PlaceTable): readonly PluginRequestData[] => {
  if (!tree) return [];
  const before = list.errors.length;
  list.expressions(tree, names);
  if (list.errors.length > before || list.check(pluginsSchema, plain(tree), tree, 'plugins') === undefined || tree.kind !== 'list') return [];
  const seen = new Map<string, Tree>();
  return tree.items.flatMap((item): PluginRequestData[] => {
    const by = item.kind === 'map' && child(item, 'name') ? 'name' : 'path';
    const named = item.kind === 'map' ? child(item, by) : item;
    const text = named ? staticValue(named, scope, list) : undefined;
    if (typeof text !== 'string') return [];
    const first = seen.get(`${by} ${text}`);
    if (first) {
      list.at(item, 'duplicate-plugin', `The plug-in "${text}" stands twice`, { found: text, related: [{ range: list.file.range(first.start, first.end), message: `"${text}" first stands here` }] });
      return [];
    }
    seen.set(`${by} ${text}`, item);
    const config = child(item, 'config');
    return [{ by, text, ...(config === undefined ? {} : { config: staticValue(config, scope, list) }), place: table.place(item) }];
  });
};

/** Checks what the file gives its plug-ins, where their schemas are known. */
export const checkPluginConfigs = (tree: Tree | undefined, requests: readonly PluginRequestData[], list: ProblemList, extensions: ReadExtensions): void => {
  if (tree?.kind !== 'list') return;
  for (const item of tree.items) {
    const config = child(item, 'config');
    const path = formatPath(item.path);
    const text = requests.find(({ place }) => place.path === path)?.text;
    if (config && text !== undefined) extensions.check(text, 'plugins', config, list);
  }
};
