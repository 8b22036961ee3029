import path from 'node:path';
import type { SupervisorChannel } from '../supervisor';
import type { Output } from './output';
import type { StopRequests } from './stop-requests';

/** What a command sees of the world around it. */
export interface CommandContext {
  readonly out: Output;
  readonly err: Output;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Absolute path of the folder that holds `supervisor.js` and `worker.js`. */
  readonly dist: string;
  /** Started ahead of a run: one at most, for whoever takes it. */
  readonly supervisors?: SupervisorChannel[];
  /** Listened to ahead of a run. */
  readonly stop?: StopRequests;
  /** Whoever knows whose an error is that nobody caught, says so: then it does not end the program. */
  readonly claims: Set<(error: unknown) => boolean>;
}

/** A path as the person in `cwd` would type it; still one that a terminal can click. */
export function shownPath(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}
