import { BUILT_IN_TYPES, warnOfNoMatch } from '../../events';
import { didYouMean } from '../distance';
import { DEFAULT_OBSERVER_SETTINGS, type LogThreshold, type ObserverSettings } from '../observer-settings';
import { observerSchemas, type observerKeys, type ObserverHead } from '../schema/observers';
import { child, type Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';

export const OBSERVER_KEYS = ['observers', 'logging', 'progress'] as const satisfies readonly (keyof typeof observerKeys)[];
const FEATURES = [...new Set([...BUILT_IN_TYPES.map((type) => type.split('.')[0] ?? type), ...Object.keys(observerSchemas)])];

const given = <Value extends object>(values: Value): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [Key in keyof Value]?: Exclude<Value[Key], undefined> };

const list = <Item extends string>(value: Item | readonly Item[] | undefined): readonly Item[] | undefined =>
  (typeof value === 'string' ? [value] : value);

/** What the sections say together; the observer's own section wins over `logging` and `progress`. */
export const observerSettings = ({ observers = {}, logging, progress: bar = {} }: ObserverHead): ObserverSettings => {
  const { logger, progress, metrics, storage, resource } = DEFAULT_OBSERVER_SETTINGS;
  const own = observers.logger ?? {};
  const base = (section: { readonly enabled?: boolean | undefined; readonly priority?: number | undefined; readonly patterns?: string | readonly string[] | undefined } = {}) =>
    given({ enabled: section.enabled, priority: section.priority, patterns: list(section.patterns) });
  const featureLevels: { [feature: string]: LogThreshold } = {};
  for (const feature of ['progress', 'metrics', 'storage', 'experiment', 'resource'] as const) {
    const level = observers[feature]?.log_level;
    if (level !== undefined) featureLevels[feature] = level;
  }
  if (observers.experiment?.enabled === false) featureLevels['experiment'] = 'off';
  const format = own.format ?? (logging?.format === 'json' ? 'json' : 'text');
  return {
    logger: {
      ...logger, ...base(own), featureLevels: { ...logging?.feature_levels, ...featureLevels, ...own.feature_levels }, format,
      console: own.console ?? (own.enabled !== false && (observers.logger !== undefined || logging !== undefined)),
      ...given({ level: own.log_level ?? logging?.level, colors: own.enable_colors ?? logging?.enable_colors, file: own.file }),
    },
    progress: { ...progress, ...given({ enabled: bar.enabled, eta: bar.eta }), ...base(observers.progress), ...given({ eta: observers.progress?.eta }) },
    metrics: { ...metrics, ...base(observers.metrics), ...given({ export: list(observers.metrics?.export) }) },
    storage: { ...storage, ...given({ enabled: observers.storage?.enabled, priority: observers.storage?.priority }), ...given({ junit: observers.storage?.junit }) },
    resource: { ...resource, ...(observers.resource === undefined ? {} : { enabled: true }), ...base(observers.resource), ...given({ intervalMs: observers.resource?.interval }) },
  };
};

/** Warns of what is allowed but surely not meant. */
export const checkObservers = (tree: Tree, { observers = {}, logging = {} }: ObserverHead, problems: ProblemList): void => {
  for (const [name, section] of Object.entries(observers)) {
    const place = child(child(child(tree, 'observers'), name), 'patterns');
    const patterns = section !== undefined && 'patterns' in section ? list(section.patterns) ?? [] : [];
    for (const [index, pattern] of patterns.entries()) {
      const [warning] = warnOfNoMatch(name, [pattern], []);
      if (place && warning) problems.at(child(place, index) ?? place, 'matches-nothing', warning.message, { severity: 'warning', found: pattern });
    }
  }
  const features = [[child(tree, 'logging'), logging.feature_levels], [child(child(tree, 'observers'), 'logger'), observers.logger?.feature_levels]] as const;
  for (const [place, levels = {}] of features) {
    for (const feature of Object.keys(levels)) {
      const at = child(child(place, 'feature_levels'), feature);
      const hint = FEATURES.includes(feature.split('.')[0] ?? '') ? '' : didYouMean(feature, FEATURES);
      if (at && hint !== '') problems.atHead(at, 'unknown-feature', `No built-in event begins with "${feature}".${hint}`, { severity: 'warning', found: feature });
    }
  }
  const format = child(child(tree, 'logging'), 'format');
  if (format && logging.format !== undefined && !['text', 'json'].includes(logging.format)) {
    problems.at(format, 'no-effect', 'A format of Python has no effect here: the log is written as text or json', { severity: 'information', expected: 'text or json' });
  }
};
