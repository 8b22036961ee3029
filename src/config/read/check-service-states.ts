import { hasExpression } from '../expressions/template';
import { GROUP_KINDS } from '../schema/step';
import { assertionForm } from '../assertion-form';
import { child, plain, scalars, type Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';

type State = { readonly is: 'running' } | { readonly is: 'ended'; readonly by: Tree } | { readonly is: 'unknown' };
const UNKNOWN: State = { is: 'unknown' };
/** Nobody outlives these. */
const FATAL: readonly unknown[] = [undefined, 'SIGTERM', 'SIGKILL'];

const textOf = (tree: Tree | undefined): string | undefined => (tree?.kind === 'scalar' && typeof tree.value === 'string' && !hasExpression(tree.value) ? tree.value : undefined);

/** Follows which services run, step by step, and warns of what then cannot work. */
export class ServiceStates {
  private readonly states: Map<string, State>;
  /** What would end these comes when they go on. */
  private readonly paused = new Set<string>();

  constructor(private readonly services: readonly { readonly name: string; readonly tree: Tree }[], private readonly list: ProblemList) {
    // One that may end, or come again, by itself is in no state for certain.
    const certain = (tree: Tree): boolean => !['expect_exit', 'restart', 'when', 'timeout'].some((key) => child(tree, key));
    this.states = new Map(services.map(({ name, tree }) => [name, certain(tree) ? { is: 'running' } : UNKNOWN]));
  }

  steps(steps: readonly Tree[]): void {
    for (const step of steps) this.step(step);
  }

  assertions(assertions: readonly Tree[]): void {
    for (const tree of assertions) {
      const form = assertionForm(plain(tree));
      if (form?.kind !== 'service_running' && form?.kind !== 'service_responsive') continue;
      const service = child(form.under === '' ? tree : child(tree, form.under), 'service');
      if (!hasCondition(tree)) this.wants(service, 'running', 'is asserted to run');
    }
  }

  private step(step: Tree): void {
    const inOrder = child(step, 'steps');
    const certain = !hasCondition(step) && !child(step, 'always');
    if (inOrder?.kind === 'list' && certain) {
      this.steps(inOrder.items);
      return;
    }
    const { does, service } = actionOf(step);
    const name = textOf(service);
    if (!certain || does === undefined || GROUP_KINDS.some((kind) => child(step, kind))) {
      this.forget(step, does);
      return;
    }
    if (name === undefined || !service) {
      // Whom an expression means is not known.
      if (service) for (const one of this.states.keys()) this.states.set(one, UNKNOWN);
      return;
    }
    switch (does) {
      case 'stop':
        this.expectsExit(name, service);
        this.states.set(name, { is: 'ended', by: service });
        this.paused.delete(name);
        break;
      case 'start':
        this.wants(service, 'ended', 'is started');
        this.states.set(name, this.states.get(name) === UNKNOWN ? UNKNOWN : { is: 'running' });
        break;
      case 'signal': {
        this.wants(service, 'running', 'gets a signal');
        const signal = child(child(step, 'signal'), 'signal');
        this.states.set(name, FATAL.includes(signal && plain(signal)) && !this.paused.has(name) && this.states.get(name) !== UNKNOWN ? { is: 'ended', by: service } : UNKNOWN);
        break;
      }
      case 'pause':
      case 'resume':
        if (does === 'pause') this.paused.add(name);
        else this.paused.delete(name);
        this.wants(service, 'running', does === 'pause' ? 'is paused' : 'is resumed');
        break;
      case 'wait_for':
        this.wants(service, 'running', 'is waited for');
        break;
      default: does satisfies never;
    }
  }

  private wants(service: Tree | undefined, wanted: 'running' | 'ended', what: string): void {
    const name = textOf(service);
    const state = this.states.get(name ?? '');
    if (!service || name === undefined || !state || state.is === 'unknown' || state.is === wanted) return;
    const how = state.is === 'ended' ? 'has ended by then: a step before it ended it, and none started it again' : 'runs already by then: no step before it has ended it';
    this.list.at(service, 'service-state', `"${name}" ${what}, but ${how}`, {
      severity: 'warning', found: name,
      ...(state.is === 'ended' ? { related: [{ range: this.list.file.range(state.by.start, state.by.end), message: `"${name}" is ended here` }] } : {}),
    });
  }

  /** What a stop of ours ends has not ended by itself. */
  private expectsExit(name: string, stop: Tree): void {
    const expected = child(this.services.find((service) => service.name === name)?.tree, 'expect_exit');
    if (!expected) return;
    this.list.atHead(expected, 'no-effect', `"expect_exit" does not apply where a step stops "${name}" before it ends by itself`, {
      severity: 'information', found: 'expect_exit', related: [{ range: this.list.file.range(stop.start, stop.end), message: `"${name}" is stopped here` }],
    });
  }

  /** What may or may not happen, or at the same time as other things, leaves nothing certain. */
  private forget(step: Tree, does: Action['does']): void {
    const touches = does !== undefined || GROUP_KINDS.some((kind) => child(step, kind));
    if (!touches) return;
    for (const { value } of scalars(step)) if (typeof value === 'string' && this.states.has(value)) this.states.set(value, UNKNOWN);
  }
}

interface Action {
  readonly does: 'stop' | 'start' | 'signal' | 'pause' | 'resume' | 'wait_for' | undefined;
  readonly service: Tree | undefined;
}
const actionOf = (step: Tree): Action => {
  for (const does of ['stop', 'start', 'pause', 'resume'] as const) {
    const service = child(step, does);
    if (service) return { does, service };
  }
  for (const does of ['signal', 'wait_for'] as const) {
    const own = child(step, does);
    if (own) return { does, service: child(own, 'service') };
  }
  return { does: undefined, service: undefined };
};

const hasCondition = (tree: Tree): boolean => child(tree, 'when') !== undefined || (tree.kind === 'map' && [...tree.entries.values()].some((inner) => child(inner, 'when') !== undefined));
