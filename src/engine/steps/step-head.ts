import type { Draft } from '../../config';
import type { StepKind } from '../../events';

/** What can be said about a step before its expressions are replaced. */
export interface StepHead {
  readonly id: string;
  readonly name: string;
  readonly kind: StepKind;
  readonly always: boolean;
  readonly continueOnFailure: boolean;
}

const KINDS: readonly StepKind[] = ['run', 'wait', 'wait_for', 'http', 'signal', 'stop', 'start', 'pause', 'resume', 'parallel', 'steps'];

/** @param added the kinds of plug-ins. */
export function headOf({ value }: Pick<Draft, 'value'>, index: number, added: readonly string[] = []): StepHead {
  const fields = typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)) : new Map<string, unknown>();
  const kind = [...added, ...KINDS].find((key) => fields.has(key)) ?? 'run';
  const id = textOf(fields.get('id')) ?? `step-${index + 1}`;
  return {
    id, kind, name: textOf(fields.get('name')) ?? textOf(fields.get('id')) ?? `${kind} ${wordsOf(fields.get(kind))}`.trim(),
    always: fields.get('always') === true, continueOnFailure: fields.get('continue_on_failure') === true,
  };
}

/** A command may be a list. */
const wordsOf = (value: unknown): string => (Array.isArray(value) && value.every((word) => typeof word === 'string') ? value.join(' ') : textOf(value) ?? '');

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
