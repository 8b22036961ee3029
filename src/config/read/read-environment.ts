import * as z from 'zod';
import { hasExpression } from '../expressions/template';
import { ENVIRONMENT_TYPES, environmentConfigs, isEnvironmentType } from '../schema/execution-environment';
import { child, plain, type Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';
import type { ReadExtensions } from './read-extensions';
import { checkServiceName } from './service-names';

const TEXTUAL: ReadonlySet<string> = new Set(['args', 'command', 'events']);

/** The plain value of an entry; arguments keep their source text. */
export const environmentValue = (tree: Tree): unknown => {
  const value = plain(tree);
  const config = child(tree, 'plugin_config');
  return config && typeof value === 'object' ? { ...value, plugin_config: plain(config, TEXTUAL) } : value;
};

/** The entries of `execution_environment`: a list, or one alone. */
export const environmentsOf = (tree: Tree | undefined): readonly Tree[] =>
  (tree === undefined || tree.kind === 'scalar' && tree.value === null ? [] : tree.kind === 'list' ? tree.items : [tree]);

/** Checks one entry; its form has been checked with the test. */
export const checkEnvironment = (tree: Tree, services: readonly string[], list: ProblemList, extensions: ReadExtensions): void => {
  const type = tree.kind === 'map' ? child(tree, 'type') : tree;
  if (type?.kind === 'scalar' && typeof type.value === 'string' && !hasExpression(type.value)) {
    const { value } = type;
    const config = child(tree, 'plugin_config');
    if (!isEnvironmentType(value)) {
      const added = extensions.schemas.environments;
      const known = [...ENVIRONMENT_TYPES, ...added.keys()];
      if (!added.has(value)) {
        extensions.unknown(type, [value], list, (more) => list.unknown(type, 'unknown-environment', `There is no execution environment "${value}".`, known, more, { expected: known.join(', ') }));
      } else if (config) extensions.check(value, 'environments', config, list);
      else list.check(added.get(value) ?? z.unknown(), {}, tree, 'plugin_config');
    } else if (config === undefined || config.kind === 'map') {
      if (config) list.unknownKeys([environmentConfigs[value]], config);
      list.checkPart(environmentConfigs[value], config ? plain(config, TEXTUAL) : {}, config ?? tree, 'plugin_config');
    }
  }
  const on = child(tree, 'on');
  for (const name of on?.kind === 'list' ? on.items : [on]) checkServiceName(name, services, list);
};
