import * as z from 'zod';
import { compilePattern } from '../../events';
import { LOG_LEVELS, METRICS_FORMATS, type LogThreshold } from '../observer-settings';
import { closed } from './closed';
import { duration, flag, nonEmptyText } from './leaves';
import { may } from './may';

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

const named = { enabled: may(flag, 'Whether it observes.'), priority: may(priority, 'Who is higher hears first.', 0), log_level: may(logLevel, 'The least that it logs.') };
const common = { ...named, patterns: may(patterns, 'The types of events that it hears of, as in service.ready, test_case.* or **.') };
export const observerSchemas = {
  logger: closed({
    ...common, format: may(z.enum(['text', 'json']), 'How a line is written.', 'text'), enable_colors: may(flag, 'Whether lines are coloured; without it where the terminal shows colours.'),
    console: may(flag, 'Whether the command line writes the log to standard error.', false), file: may(fileName, 'A file of the run\'s folder that gets the log, too.'), feature_levels: may(featureLevels, 'Levels by group of events, longer prefix, or built-in observer.'),
  }),
  progress: closed({ ...common, eta: may(flag, 'Whether the time that is left is told.', true) }),
  metrics: closed({ ...common, export: may(z.union([exported, z.array(exported)], { error: `${METRICS_FORMATS.join(', ')}, or a list of them` }), 'Files of all metrics, in the run\'s folder.') }),
  storage: closed({ ...named, junit: may(flag, 'Whether junit.xml is written.', true) }),
  experiment: closed({ enabled: may(flag, 'Whether it observes.'), log_level: may(logLevel, 'The least that it logs.') }),
  resource: closed({ ...common, interval: may(duration, 'The time between two samples.') }),
} as const;
const { logger, progress, metrics, storage, experiment, resource } = observerSchemas;

export const observerKeys = {
  observers: may(closed({
    logger: may(logger, 'Writes the log.'), progress: may(progress, 'Tells how far the run is.'), metrics: may(metrics, 'Collects what is measured.'),
    storage: may(storage, 'Writes run.json and junit.xml.'), experiment: may(experiment, 'The run itself.'), resource: may(resource, 'Samples CPU time and memory of the services.'),
  }), 'Settings of the built-in observers.'),
  /** `format` may also be one of Python's, as PANTHER has them. */
  logging: may(closed({
    level: may(logLevel, 'The least that is logged.'), format: may(nonEmptyText, 'text or json.'), enable_colors: may(flag, 'Whether lines are coloured.'), feature_levels: may(featureLevels, 'Levels by group of events, longer prefix, or built-in observer.'),
  }), 'What is logged, as PANTHER has it.'),
  progress: may(closed({ enabled: may(flag, 'Whether progress is told.'), eta: may(flag, 'Whether the time that is left is told.', true) }), 'How far the run is.'),
};
export const observerHead = z.object(observerKeys);
export type ObserverHead = z.output<typeof observerHead>;
