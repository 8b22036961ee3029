import type { AssertionSpec, Draft } from '../../config';
import { DEFAULT_LIMITS } from '../limits';
import { callPlugin } from '../call-plugin';
import { StepError, type StepContext } from '../step-context';
import { unmetOf } from '../unmet';
import { fails, holds, type Check } from './check';


/** Evaluates an assertion of a kind that a plug-in brought. */
export async function checkPlugin({ type, config }: Extract<AssertionSpec, { readonly kind: 'plugin' }>, draft: Draft, ctx: StepContext): Promise<Check> {
  const owned = ctx.plugins?.extensions.assertions.get(type);
  const { source } = draft;
  if (owned === undefined) throw new StepError({ phase: 'assertions', kind: 'config', message: `No plug-in has the assertion "${type}"`, source });
  const { plugin, definition } = owned;
  const call = { plugin, what: `assertion ${type}`, phase: 'assertions' as const, source, ms: definition.timeoutMs ?? DEFAULT_LIMITS.assertionMs };
  const result: unknown = await callPlugin(call, ctx, (at) => definition.evaluate(config, at));
  const passed: unknown = typeof result === 'object' && result !== null ? Reflect.get(result, 'passed') : undefined;
  if (typeof passed !== 'boolean') {
    throw new StepError({ phase: 'assertions', kind: 'plugin', message: `plug-in ${plugin}, assertion ${type}: expected { passed, message } from evaluate()`, source });
  }
  const { message, expected, found } = unmetOf(result);
  return passed ? holds(message === 'did not hold' ? `${type} holds` : message) : fails(message, expected, found);
}
