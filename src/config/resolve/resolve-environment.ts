import type { Draft } from '../experiment';
import { NO_EXTENSIONS, type ConfigExtensions } from '../extensions';
import { extensionSchemas } from '../schema/extension-schemas';
import { environment, environmentConfigs, isEnvironmentType } from '../schema/execution-environment';
import type { EnvironmentSpec, ExpressionScope } from '../specs';
import { replaceExpressions, textual, validated } from './resolve-draft';

/** What a built-in type does not understand of its `plugin_config` is told here. @throws ConfigError with the exact places of what does not hold */
export const resolveEnvironment = (draft: Draft, scope: ExpressionScope, extensions: ConfigExtensions = NO_EXTENSIONS): EnvironmentSpec => {
  const given = replaceExpressions(draft, scope);
  const { type, on, plugin_config: config = {} } = validated(environment, typeof given === 'string' ? { type: given } : given, draft);
  const named = { type, ...(on === undefined ? {} : { on: typeof on === 'string' ? [on] : on }) };
  const schema = isEnvironmentType(type) ? environmentConfigs[type] : extensionSchemas(extensions).environments.get(type);
  if (schema === undefined) return { ...named, config };
  validated(schema, config, draft, 'plugin_config');
  return { ...named, config: { ...textual(schema, config, draft, 'plugin_config') as typeof config } };
};
