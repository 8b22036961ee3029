import { hostname } from 'node:os';
import type { Owner } from '../../runs';
import { l10n } from '../l10n';

/** Who drives a run of somebody else's, in words. */
export function driverText(owner: Owner | undefined): string {
  if (owner === undefined) return l10n.t('somebody who left no name');
  const who = owner.kind === 'window' ? l10n.t('another window') : l10n.t('a terminal');
  return owner.host === hostname() ? l10n.t('{0} (pid {1})', who, String(owner.pid)) : l10n.t('{0} on {1} (pid {2})', who, owner.host, String(owner.pid));
}
