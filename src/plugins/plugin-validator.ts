import type { ResultFindings, ResultValidator } from '../engine';
import type { PluginValidator } from './definition';

/** A plug-in's validator, its findings made sure to be some. */
export function pluginValidator(plugin: string, validator: PluginValidator): ResultValidator {
  return {
    name: `plug-in ${plugin}`,
    validateResults: async (results, signal) => findingsOf(await validator.validateResults?.(results, signal)),
    validateRun: async (results, signal) => findingsOf(await validator.validateRun?.(results, signal)),
  };
}

/** @throws TypeError */
function findingsOf(found: unknown): ResultFindings {
  if (found === undefined) return [];
  if (!Array.isArray(found)) throw new TypeError(`expected a list of what is wrong, found ${typeof found}`);
  return found.map((finding: unknown) => {
    const { severity, message, expected, found: what } = (typeof finding === 'object' && finding !== null ? finding : {}) as { readonly [key: string]: unknown };
    if (typeof message !== 'string') throw new TypeError('expected { severity, message } for each thing that is wrong');
    return {
      severity: severity === 'error' ? 'error' : 'failed', message,
      ...(typeof expected === 'string' ? { expected } : {}), ...(typeof what === 'string' ? { found: what } : {}),
    };
  });
}
