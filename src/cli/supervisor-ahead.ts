import path from 'node:path';
import { newRunId } from '../events';
import { SupervisorChannel } from '../supervisor';
import { hostSilenceMs } from './host-silence';

const NO_RUN = new Set(['--help', '-h', '--dry-run']);

/**
 * A run needs a supervisor, which takes as long to come to life as all the rest of this program: it is started before that is
 * read. Should there be no run, it ends with us, and has done nothing.
 */
function startAhead([command, ...args]: readonly string[]): SupervisorChannel[] {
  if (command !== 'run' || args.length === 0 || args.some((arg) => NO_RUN.has(arg))) return [];
  return [new SupervisorChannel({ script: path.join(__dirname, 'supervisor.js'), runId: newRunId(), hostSilenceMs: hostSilenceMs(process.env) })];
}

export const supervisors = startAhead(process.argv.slice(2));
