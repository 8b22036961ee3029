import type { ClosedRun } from '../../runs';

/** What became of a run that a crash had left open. */
export function closedRunLine({ id, dir, leftovers }: ClosedRun): string {
  const ended = leftovers.filter((leftover) => leftover.ended).length;
  const alive = leftovers.length - ended;
  const processes = [...(ended > 0 ? [`ended ${ended} leftover process${ended === 1 ? '' : 'es'}`] : []), ...(alive > 0 ? [`${alive} could not be ended`] : [])];
  return `Closed run ${id}, interrupted earlier${processes.length > 0 ? `; ${processes.join(', ')}` : ''}: ${dir}`;
}
