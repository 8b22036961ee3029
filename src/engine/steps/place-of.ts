import type { Draft } from '../../config';
import type { Phase } from '../../events';
import { StepError, type StepContext, type Workplace } from '../step-context';

/** Where something runs: in the place of the service that `in` names, or that of the test case. @throws StepError, ConfigError */
export function placeOf(name: string | undefined, draft: Draft, ctx: StepContext, phase: Phase = 'steps'): Workplace {
  if (name === undefined) return { cwd: ctx.fileDir, env: ctx.env };
  const service = ctx.service(name);
  if (service === undefined) throw new StepError({ phase, kind: 'step', message: `there is no service "${name}" to run in`, source: draft.sourceOf('in') });
  return service.workplace;
}
