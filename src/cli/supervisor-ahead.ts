import path from 'node:path';
import { newRunId } from '../events';
import { SupervisorChannel } from '../supervisor';
import { hostSilenceMs } from './host-silence';
import { StopRequests } from './stop-requests';

const NO_RUN = new Set(['--help', '-h', '--dry-run']);

function runs([command, ...args]: readonly string[]): boolean {
  return command === 'run' && args.length > 0 && !args.some((arg) => NO_RUN.has(arg));
}

const willRun = runs(process.argv.slice(2));

/** Whoever wants a run to end while the rest of this program is read is heard, and told the same as later. */
export const stop = willRun ? new StopRequests() : undefined;

/**
 * A run needs a supervisor, which takes as long to come to life as all the rest of this program: it is started before that is
 * read. Should there be no run, it ends with us, and has done nothing.
 */
export const supervisors = willRun
  ? [new SupervisorChannel({ script: path.join(__dirname, 'supervisor.js'), runId: newRunId(), hostSilenceMs: hostSilenceMs(process.env) })]
  : [];
