import { isMap } from '../events';
import { ASSERTION_KINDS, type AssertionKind } from './schema/assertion';

export interface AssertionForm<Kind extends string = AssertionKind> {
  readonly kind: Kind;
  /** The assertion's own keys. */
  readonly value: unknown;
  /** Where they stand: the item itself, or the key named like the kind. */
  readonly under: '' | Kind;
}

/** `{ type: metric, … }` and `metric: { … }` say the same. */
export const assertionForm = (value: unknown): AssertionForm | undefined => assertionFormOf(value, ASSERTION_KINDS);

/** The same for the given kinds alone. */
export const assertionFormOf = <Kind extends string>(value: unknown, kinds: readonly Kind[]): AssertionForm<Kind> | undefined => {
  if (!isMap(value)) return undefined;
  const { type, ...rest } = value;
  const typed = kinds.find((kind) => kind === type);
  if (typed) return { kind: typed, value: rest, under: '' };
  if (type !== undefined) return undefined;
  const kind = kinds.find((name) => Object.hasOwn(value, name));
  if (!kind) return undefined;
  // `command: ls` says what `command: { command: ls }` says.
  const own = value[kind];
  return { kind, value: kind === 'command' && !isMap(own) ? { command: own } : own, under: kind };
};
