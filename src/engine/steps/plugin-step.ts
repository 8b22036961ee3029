import type { Draft, PluginStep } from '../../config';
import { callPlugin } from '../call-plugin';
import type { Owned, StepDefinition } from '../extensions';
import { DEFAULT_LIMITS } from '../limits';
import { StepError, type StepContext } from '../step-context';
import { unmetOf } from '../unmet';
import type { StepRecord } from './step-record';

/** Does a step of a kind that a plug-in brought. */
export async function runPluginStep(step: PluginStep, draft: Draft, record: StepRecord, ctx: StepContext): Promise<void> {
  const { plugin, definition }: Owned<StepDefinition> = ctx.plugins?.extensions.steps.get(step.type) ?? nobody(step, draft);
  const call = { plugin, what: `step ${step.type}`, phase: 'steps' as const, source: draft.sourceOf(step.type), ms: step.timeoutMs ?? DEFAULT_LIMITS.stepMs };
  const result: unknown = await callPlugin(call, ctx, (at) => definition.run(step.config, at));
  const { failures, outputs, stdout } = (typeof result === 'object' && result !== null ? result : {}) as { readonly [key: string]: unknown };
  for (const failure of Array.isArray(failures) ? failures : []) record.unmet(step.type, '', unmetOf(failure));
  ctx.setOutputs(step.id, {
    stdout: typeof stdout === 'string' ? stdout : '', exit_code: null,
    outputs: typeof outputs === 'object' && outputs !== null ? outputs as { readonly [name: string]: unknown } : {},
  });
}

function nobody({ type }: PluginStep, draft: Draft): never {
  throw new StepError({ phase: 'steps', kind: 'config', message: `No plug-in has the step "${type}"`, source: draft.source });
}
