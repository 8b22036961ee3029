import type { Draft } from '../experiment';
import { NO_EXTENSIONS, type ConfigExtensions } from '../extensions';
import { extensionSchemas } from '../schema/extension-schemas';
import { environment, environmentConfigs, isEnvironmentType } from '../schema/execution-environment';
import type { EnvironmentSpec, ExpressionScope } from '../specs';
import { replaceExpressions, validated } from './resolve-draft';

/** What a built-in type does not understand of its `plugin_config` is told here. @throws ConfigError with the exact places of what does not hold */
export const resolveEnvironment = (draft: Draft, scope: ExpressionScope, extensions: ConfigExtensions = NO_EXTENSIONS): EnvironmentSpec => {
  const given = replaceExpressions(draft, scope);
  const { type, on, plugin_config: config = {} } = validated(environment, typeof given === 'string' ? { type: given } : given, draft);
  if (isEnvironmentType(type)) validated(environmentConfigs[type], config, draft, 'plugin_config');
  const added = extensionSchemas(extensions).environments.get(type);
  if (added) validated(added, config, draft, 'plugin_config');
  return { type, ...(on === undefined ? {} : { on: typeof on === 'string' ? [on] : on }), config };
};
