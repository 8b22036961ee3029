import { messageOf, type EventManager, type Registration } from '../../events';
import type { LogBuffer } from '../log/log-buffer';
import type { Runs } from './runs';

/**
 * Attaches something to the events of every run that this window drives, those under way and those to come, before their
 * first event, until it is disposed. What cannot be attached to a run is said in the log.
 */
export function attachToEveryRun(runs: Runs, log: LogBuffer, attach: (events: EventManager, run: string) => Registration): { dispose(): void } {
  const attached = new Map<string, Registration>();
  const follow = (run: string): void => {
    const events = runs.events(run);
    if (events === undefined) {
      attached.delete(run);
      return;
    }
    if (attached.has(run)) return;
    try {
      attached.set(run, attach(events, run));
    } catch (error) {
      log.add('warn', `run ${run}: ${messageOf(error)}`);
    }
  };
  for (const { id } of runs.live) follow(id);
  const listener = runs.onDidChange(({ run, event }) => {
    if (event === undefined) follow(run.id);
  });
  return {
    dispose: () => {
      listener.dispose();
      for (const registration of attached.values()) registration.dispose();
      attached.clear();
    },
  };
}
