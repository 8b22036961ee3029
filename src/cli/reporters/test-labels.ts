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
    const byName = new Map<string, Named[]>();
    for (const test of tests) {
      const group = byName.get(test.name);
      if (group === undefined) byName.set(test.name, [test]);
      else group.push(test);
    }
    for (const [name, group] of byName) {
      const byIteration = new Set(group.map(({ iteration }) => iteration)).size === group.length;
      for (const { id, iteration, over } of group) {
        const which = over === undefined ? `iteration ${iteration}` : `over ${over === 1 ? '1 iteration' : `${over} iterations`}`;
        const label = group.length === 1 ? name : byIteration ? `${name} [${which}]` : id;
        if (label !== id) this.#labels.set(id, printable(label));
      }
    }
  }

  of(id: string): string {
    return this.#labels.get(id) ?? printable(id);
  }
}
