import type { BuiltInEvent, EventOf } from '../events';
import { NO_COUNTS } from './counts';
import type { RunState } from './run-state';
import { compact } from './compact';

/** A run's state without its test cases, which are reduced one by one. */
export type RunHead = Omit<RunState, 'tests'>;

export const EMPTY_HEAD: RunHead = {
  run: '', name: '', file: '', dir: '', owner: '', status: 'configured',
  counts: NO_COUNTS, order: [], errors: [], leftovers: [], seq: 0,
};

export type RunEvent = Extract<BuiltInEvent, { type: `experiment.${string}` }> | EventOf<'leftover.found'> | EventOf<'observer.error'> | EventOf<'observer.dropped'> | EventOf<'observer.suspended'>;

/** Applies an event that speaks of the run as a whole. */
export function reduceRun(head: RunHead, event: RunEvent): RunHead {
  switch (event.type) {
    case 'experiment.configured':
      return compact({
        ...head, run: event.run ?? head.run, name: event.name, file: event.file, dir: event.dir,
        owner: event.environment.owner, source: event.source, started: event.time, resumes: event.resumes?.run, shard: event.settings.shard,
        sequence: sequenceOf(event.settings), variables: event.settings.variables, iterations: event.settings.iterations,
      });
    case 'experiment.started':
      return {
        ...head, status: head.status === 'configured' ? 'running' : head.status,
        order: [...new Set(event.tests.map((test) => test.id))],
        counts: { ...NO_COUNTS, total: event.tests.length },
      };
    case 'experiment.cancelling':
      return head.status === 'killing' || head.status === 'ended' ? head : { ...head, status: 'stopping' };
    case 'experiment.killing':
      return head.status === 'ended' ? head : { ...head, status: 'killing' };
    case 'experiment.error':
      return { ...head, errors: [...head.errors, compact({ message: event.message, source: event.source })] };
    case 'experiment.finished':
      return { ...head, status: 'ended', outcome: event.outcome, finished: event.time, duration_ms: event.duration_ms, counts: event.counts };
    case 'leftover.found':
      return { ...head, leftovers: [...head.leftovers, { pid: event.pid, command: event.command, found_by: event.found_by, ended: event.ended }] };
    case 'observer.error':
      return withFailure(head, event, event.message);
    case 'observer.dropped':
      return withFailure(head, event, `${event.count} events were dropped`);
    case 'observer.suspended':
      return withFailure(head, event, `it was suspended after ${event.errors} errors`);
    default:
      return event satisfies never;
  }
}

/** The first failure of each required observer counts; others change nothing. */
function withFailure(head: RunHead, { observer, required }: { readonly observer: string; readonly required?: boolean }, why: string): RunHead {
  if (required !== true || head.errors.some((error) => error.observer === observer)) return head;
  return { ...head, errors: [...head.errors, { message: `The required observer ${observer} failed: ${why}`, observer }] };
}

const sequenceOf = ({ order, seed }: EventOf<'experiment.configured'>['settings']): RunState['sequence'] =>
  (order === undefined ? undefined : { order, ...(seed === undefined ? {} : { seed }) });
