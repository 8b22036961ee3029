import type { ObserverStatus } from '../../events';
import type { ObservedRun } from './observed-runs';

export interface RunNode { readonly kind: 'run'; readonly id: string; readonly run: ObservedRun; readonly parent?: undefined }
export interface ObserverNode { readonly kind: 'observer'; readonly id: string; readonly run: ObservedRun; readonly observer: number; readonly parent?: RunNode }
export interface FactNode { readonly kind: 'fact'; readonly id: string; readonly run: ObservedRun; readonly observer: number; readonly fact: string; readonly parent: ObserverNode }
/** What a row of the Observers view stands for. */
export type ObserversNode = RunNode | ObserverNode | FactNode;

export const statusOf = ({ run, observer }: ObserverNode | FactNode): ObserverStatus | undefined => run.statuses.find(({ id }) => id === observer);

/** Keeps one node for each id, because the editor refreshes rows by identity. */
export class ObserverNodes {
  #nodes = new Map<string, ObserversNode>();

  run(run: ObservedRun): RunNode {
    return this.#get({ kind: 'run', id: run.id, run });
  }

  /** @param grouped below the row of its run. */
  observer(run: ObservedRun, observer: number, grouped: boolean): ObserverNode {
    return this.#get({ kind: 'observer', id: `${grouped ? 'in ' : ''}${run.id}|${observer}`, run, observer, ...(grouped ? { parent: this.run(run) } : {}) });
  }

  fact(parent: ObserverNode, fact: string): FactNode {
    return this.#get({ kind: 'fact', id: `${parent.id}|${fact}`, run: parent.run, observer: parent.observer, fact, parent });
  }

  /** Forgets those of runs that are no longer shown. */
  keep(runs: readonly ObservedRun[]): void {
    this.#nodes = new Map([...this.#nodes].filter(([, { run }]) => runs.includes(run)));
  }

  #get<N extends ObserversNode>(fresh: N): N {
    const known = this.#nodes.get(fresh.id);
    if (known !== undefined) return known as N;
    this.#nodes.set(fresh.id, fresh);
    return fresh;
  }
}
