import type { LogLevel } from '../../config';
import { handlerName, isBuiltInEvent, isBuiltInType, type BuiltInEvent, type ExperimentEvent } from '../../events';
import { Log, LoggerObserver } from '../../observers';
import { l10n } from '../l10n';
import { shortDuration } from '../model/durations';

export interface Words {
  readonly level: LogLevel;
  /** One line. */
  readonly text: string;
}

const ENVELOPE: ReadonlySet<string> = new Set(['schema', 'seq', 'time', 'type', 'run', 'test', 'service', 'plugin', 'cause', 'source']);

/** What an event says, in the words of the event log where that has any; test case, service and place have columns of their own. */
export function eventWords(event: ExperimentEvent): Words {
  const own = isBuiltInEvent(event) ? ownWords(event) : undefined;
  return own === undefined ? (logged(event) ?? { level: 'info', text: payload(event) }) : { level: 'trace', text: own };
}

/** The first line that the log gets for it; undefined where that would only be its type, or the event makes no sense. */
function logged(event: ExperimentEvent): Words | undefined {
  if (!isBuiltInType(event.type)) return undefined;
  let told: Words | undefined;
  const logger = new LoggerObserver(new Log([{ thresholds: { admits: () => true }, write: ({ level, message }) => { told ??= { level, text: message }; } }]));
  const handler: unknown = Reflect.get(logger, handlerName(event.type));
  if (typeof handler !== 'function') return undefined;
  try {
    // The place has its own button.
    Reflect.apply(handler, logger, [{ ...event, source: undefined }]);
  } catch {
    // Of a damaged journal: its fields say what there is to say.
    return undefined;
  }
  return told;
}

/** Words for what the log leaves to its type. */
function ownWords(event: BuiltInEvent): string | undefined {
  switch (event.type) {
    case 'service.output': return event.lines === 1 ? l10n.t('{0}: 1 line, bytes {1} to {2}', event.stream, event.from, event.to) : l10n.t('{0}: {1} lines, bytes {2} to {3}', event.stream, event.lines, event.from, event.to);
    case 'test_case.queued': return l10n.t('queued');
    case 'test_case.setup_complete': return l10n.t('set up in {0}', shortDuration(event.duration_ms));
    case 'test_case.execution_started': return l10n.t('its steps begin');
    case 'test_case.results_collected': return l10n.t('{0} artifacts collected in {1}', event.artifacts?.length ?? 0, shortDuration(event.duration_ms));
    case 'network.setup_started': return l10n.t('network {0} is being set up', event.network);
    case 'network.ready': return l10n.t('network {0} is ready after {1}', event.network, shortDuration(event.duration_ms));
    case 'network.teardown_started': return l10n.t('network {0} is being torn down', event.network);
    case 'network.teardown_complete': return l10n.t('network {0} is torn down after {1}', event.network, shortDuration(event.duration_ms));
    case 'execution.environment_ready': return l10n.t('environment {0} is ready after {1}', event.environment, shortDuration(event.duration_ms));
    case 'service.restarting': return l10n.t('start {0} follows in {1}', event.start, shortDuration(event.delay_ms));
    case 'artifact.collected': return l10n.t('{0}, {1} bytes', event.path, event.size);
    case 'plugin.discovered': return l10n.t('plug-in {0} found: {1}', event.name, event.file);
    case 'plugin.loaded': return l10n.t('plug-in {0} loaded in {1}', event.name, shortDuration(event.duration_ms));
    case 'plugin.initialized': return l10n.t('plug-in {0} is ready', event.name);
    default: return undefined;
  }
}

/** The fields of an event that has no words. */
function payload(event: ExperimentEvent): string {
  const fields = Object.entries(event).filter(([key]) => !ENVELOPE.has(key));
  const text = fields.map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ');
  const line = text.replaceAll(/\s*\n\s*/g, ' ⏎ ');
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}
