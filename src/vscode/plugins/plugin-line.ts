import { isBuiltInEvent, type ExperimentEvent } from '../../events';
import type { LogLevel } from '../../config';
import { l10n } from '../l10n';

/** What happens to a plug-in outside of runs, as a line of the log; undefined for what nobody needs to know. */
export function pluginLine(event: ExperimentEvent): { readonly level: LogLevel; readonly text: string } | undefined {
  if (!isBuiltInEvent(event)) return undefined;
  switch (event.type) {
    case 'plugin.initialized':
      return { level: 'info', text: l10n.t('plug-in {0} is ready ({1})', event.name, event.file) };
    case 'plugin.error':
      return { level: 'error', text: l10n.t('plug-in {0} ({1}): {2}', event.name, event.file, event.message) };
    default:
      return { level: 'trace', text: `${event.type} ${event.plugin ?? ''}` };
  }
}
