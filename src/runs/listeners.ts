import { devNull, tmpdir } from 'node:os';
import { DEFAULT_OBSERVER_SETTINGS, type LoadedExperiment } from '../config';
import { EventManager } from '../events';
import { builtInObservers } from '../observers';
import type { PluginSet } from '../plugins';
import { Journal, RunModel } from '../results';
import { OpenThings } from './open-things';
import { registerObservers } from './register-observers';
import type { RunRequest } from './run';

/** The observers that a run of this file would have, or of any file, with no event ever: to ask who would hear what. */
export function listenersOf(loaded?: LoadedExperiment, plugins?: PluginSet, observers: RunRequest['observers'] = []): EventManager {
  const events = new EventManager();
  const model = new RunModel();
  const journal = new Journal(devNull);
  journal.close();
  const { observers: builtIns } = builtInObservers({ settings: loaded?.observers ?? DEFAULT_OBSERVER_SETTINGS, dir: tmpdir(), state: () => model.state() });
  registerObservers(events, { journal, model, open: new OpenThings(), others: [...builtIns, ...observers] });
  plugins?.attach({ events, id: '', dir: tmpdir(), file: loaded?.file ?? '', live: true });
  return events;
}
