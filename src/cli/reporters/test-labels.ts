import { isBuiltInEvent, type ExperimentEvent } from '../../events';
import { printable } from '../text/printable';

interface Named { readonly id: string; readonly name: string; readonly iteration: number; readonly over?: number }

/** Names of test cases for the screen; those that share a name are told apart by their iteration, or else by their id. */
export class TestLabels {
  /** Of those test cases whose label is not their id. */
  readonly #labels = new Map<string, string>();

  onEvent(event: ExperimentEvent): void {
    if (isBuiltInEvent(event) && event.type === 'experiment.started') this.set(event.tests);
  }

  set(tests: readonly Named[]): void {
    this.#labels.clear();
    for (const { id, name } of tests) this.#set(id, name);
    for (const [name, group] of namesakes(tests)) {
      const byIteration = new Set(group.map(({ iteration }) => iteration)).size === group.length;
      for (const { id, iteration, over } of group) {
        const which = over === undefined ? `iteration ${iteration}` : `over ${over === 1 ? '1 iteration' : `${over} iterations`}`;
        this.#set(id, byIteration ? `${name} [${which}]` : id);
      }
    }
  }

  #set(id: string, label: string): void {
    if (label === id) this.#labels.delete(id);
    else this.#labels.set(id, printable(label));
  }

  of(id: string): string {
    return this.#labels.get(id) ?? printable(id);
  }
}

/** Those that are not alone with their name: mostly few of ten thousand, for which a list each would take a while. */
function namesakes(tests: readonly Named[]): ReadonlyMap<string, readonly Named[]> {
  const names = new Set<string>();
  const shared = new Map<string, Named[]>();
  for (const { name } of tests) {
    if (names.has(name)) shared.set(name, []);
    names.add(name);
  }
  if (shared.size > 0) for (const test of tests) shared.get(test.name)?.push(test);
  return shared;
}
