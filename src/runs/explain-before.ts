import { devNull, tmpdir } from 'node:os';
import { DEFAULT_OBSERVER_SETTINGS, type LoadedExperiment } from '../config';
import { EventManager, type Explanation } from '../events';
import { builtInObservers } from '../observers';
import type { PluginSet } from '../plugins';
import { Journal, RunModel } from '../results';
import { OpenThings } from './open-things';
import { registerObservers } from './register-observers';
import type { RunRequest } from './run';

/** Who would hear of events of this type in a run of this file, or of any file. */
export function explainBefore(type: string, loaded?: LoadedExperiment, plugins?: PluginSet, observers: RunRequest['observers'] = []): Explanation {
  const events = new EventManager();
  const model = new RunModel();
  const journal = new Journal(devNull);
  journal.close();
  const { observers: builtIns } = builtInObservers({ settings: loaded?.observers ?? DEFAULT_OBSERVER_SETTINGS, dir: tmpdir(), state: () => model.state() });
  registerObservers(events, { journal, model, open: new OpenThings(), others: [...builtIns, ...observers] });
  const attached = plugins?.attach({ events, id: '', dir: tmpdir(), file: loaded?.file ?? '', live: true });
  try {
    return events.explain(type);
  } finally {
    attached?.dispose();
  }
}
