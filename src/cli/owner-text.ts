import { hostname } from 'node:os';
import type { Owner } from '../runs';

/** Who drives a run, in words. */
export function ownerText(owner: Owner | undefined): string {
  if (owner === undefined) return 'somebody who left no name';
  return `${owner.kind === 'window' ? 'a VS Code window' : 'the command line'} (process ${owner.pid}${owner.host === hostname() ? '' : ` on ${owner.host}`})`;
}
