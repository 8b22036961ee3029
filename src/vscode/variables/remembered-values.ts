import type { Memento } from 'vscode';
import type { Experiment } from '../model/experiment';
import type { Values } from './value-text';

const keyOf = ({ key }: Experiment): string => `variables:${key}`;

/** The values that were set for a file the last time, of the variables that it still has. */
export function rememberedValues(memory: Memento, experiment: Experiment): Values {
  const kept = memory.get<unknown>(keyOf(experiment));
  const declared = experiment.loaded?.variables ?? {};
  if (typeof kept !== 'object' || kept === null) return {};
  return Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, string] => Object.hasOwn(declared, entry[0]) && typeof entry[1] === 'string'));
}

export const rememberValues = (memory: Memento, experiment: Experiment, values: Values): Thenable<void> =>
  memory.update(keyOf(experiment), Object.keys(values).length === 0 ? undefined : values);
