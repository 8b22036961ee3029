import { resolveStep, type Draft, type TestCasePlan } from '../../config';
import type { SpawnRequest } from '../../supervisor';
import type { StepContext } from '../step-context';
import { commandOf } from './run-step';
import { stepFile } from './step-files';

/** What the first step starts, if it is a command that may begin a moment before its step: how long it takes must not matter. @throws ConfigError */
export function firstCommand([draft]: readonly Draft[], ctx: StepContext): SpawnRequest | undefined {
  if (draft === undefined) return undefined;
  const index = draft.index ?? 0;
  const step = resolveStep(draft, index, ctx.scope());
  if (step.kind !== 'run' || step.background === true || step.stdin !== undefined || step.in !== undefined || step.expect.duration !== undefined) return undefined;
  const file = (ending: string): string => stepFile(ctx.testDir, index, step.id, ending).path;
  return commandOf(step, index, draft, ctx, [file('stdout.log'), file('stderr.log')]);
}

/** With any other key more is looked at than the end of the command. */
const HARMLESS: ReadonlySet<string> = new Set(['run', 'id', 'name', 'env', 'cwd', 'shell', 'timeout', 'stdin', 'always', 'continue_on_failure']);

/** Whether a test case of commands is over, and has passed, when that of this step has ended with code 0. */
export function endsWithCommand({ steps, assertions, expectOutcome, over }: Pick<TestCasePlan, 'steps' | 'assertions' | 'expectOutcome' | 'over'>, index: number): boolean {
  const last = steps.at(-1)?.index ?? steps.length - 1;
  return index === last && assertions.length === 0 && expectOutcome === undefined && over === undefined && steps.every(passesWithItsCommand);
}

const passesWithItsCommand = ({ value }: Pick<Draft, 'value'>): boolean =>
  typeof value === 'object' && value !== null && 'run' in value && Object.keys(value).every((key) => HARMLESS.has(key));
