import * as z from 'zod';
import { compilePattern } from '../../events';
import { LOG_LEVELS, METRICS_FORMATS, type LogThreshold } from '../observer-settings';
import { closed } from './closed';
import { duration, flag, nonEmptyText } from './leaves';

const WORDS = [...LOG_LEVELS, 'off'] as const;
/** As Python calls them. */
const OTHER_WORDS: { readonly [word: string]: LogThreshold } = { warning: 'warn', critical: 'error', fatal: 'error', notset: 'trace' };
const thresholdOf = (word: string): LogThreshold | undefined => {
  const lower = word.toLowerCase();
  return WORDS.find((known) => known === lower) ?? (Object.hasOwn(OTHER_WORDS, lower) ? OTHER_WORDS[lower] : undefined);
};
const LEVEL = 'a level: trace, debug, info, warn, error or off';
const anyCase = (words: readonly string[]): string => words.map((word) => word.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)).join('|');
const OTHERWISE = new RegExp(`^(${anyCase([...WORDS, ...Object.keys(OTHER_WORDS)])})$`);
export const logLevel = z.union([z.enum(WORDS), z.string().regex(OTHERWISE, { error: LEVEL })], { error: LEVEL })
  .transform((word) => thresholdOf(word) ?? 'info');
const featureLevels = z.record(z.string(), logLevel, { error: 'a map of event groups and their levels' });

const isPattern = (pattern: string): boolean => {
  try {
    compilePattern(pattern);
    return true;
  } catch {
    return false;
  }
};
const PATTERN = 'a pattern of event types, such as service.ready, test_case.* or **';
const pattern = z.string({ error: PATTERN }).refine(isPattern, { error: PATTERN });
const patterns = z.union([pattern, z.array(pattern).min(1, { error: 'at least one pattern' })], { error: 'a pattern of event types, or a list of them' });

const PRIORITY = 'a whole number from -1000 to 1000';
const priority = z.int({ error: PRIORITY }).min(-1000, { error: PRIORITY }).max(1000, { error: PRIORITY });

/** Files that a run's folder has anyway. */
const TAKEN = /^(events\.jsonl|owner\.json|run\.json|config\.yaml|junit\.xml|processes\.jsonl|metrics\..*)$/i;
const FILE = 'the name of a file in the run\'s folder, such as run.log, that the run does not write itself';
const fileName = z.string({ error: FILE }).regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/, { error: FILE }).refine((name) => !TAKEN.test(name), { error: FILE });

const exported = z.enum(METRICS_FORMATS);

const named = { enabled: flag.optional(), priority: priority.optional(), log_level: logLevel.optional() };
const common = { ...named, patterns: patterns.optional() };
export const observerSchemas = {
  logger: closed({
    ...common, format: z.enum(['text', 'json']).optional(), enable_colors: flag.optional(), console: flag.optional(), file: fileName.optional(), feature_levels: featureLevels.optional(),
  }),
  progress: closed({ ...common, eta: flag.optional() }),
  metrics: closed({ ...common, export: z.union([exported, z.array(exported)], { error: `${METRICS_FORMATS.join(', ')}, or a list of them` }).optional() }),
  storage: closed({ ...named, junit: flag.optional() }),
  experiment: closed({ enabled: flag.optional(), log_level: logLevel.optional() }),
  resource: closed({ ...common, interval: duration.optional() }),
} as const;
const { logger, progress, metrics, storage, experiment, resource } = observerSchemas;

export const observerKeys = {
  observers: closed({
    logger: logger.optional(), progress: progress.optional(), metrics: metrics.optional(),
    storage: storage.optional(), experiment: experiment.optional(), resource: resource.optional(),
  }).optional(),
  /** `format` may also be one of Python's, as PANTHER has them. */
  logging: closed({ level: logLevel.optional(), format: nonEmptyText.optional(), enable_colors: flag.optional(), feature_levels: featureLevels.optional() }).optional(),
  progress: closed({ enabled: flag.optional(), eta: flag.optional() }).optional(),
};
export const observerHead = z.object(observerKeys);
export type ObserverHead = z.output<typeof observerHead>;
