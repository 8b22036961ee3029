import type { EnvironmentChanges } from './environment-changes';
import type { ExitStatus, Leftover, ProcessUsage, SpawnErrorCode, SpawnRequest, StopLadder } from './processes';
import type { KnownProcess } from './process-row';

/** The supervisor's end of the channel to its host. */
export const CHANNEL_FD = 3;

/** The first that the host says: until then the supervisor does nothing. */
export interface SupervisorOrders {
  readonly kind: 'begin';
  readonly recordFile: string;
  /** It has been put into a control group, or soon is. */
  readonly enclosed: boolean;
}

/** What the host asks of the supervisor. `child` is the number of the request that started it. */
export type SupervisorRequest = { readonly seq: number } & (
  /**
   * `base` comes with the first: what the environments of all differ from. One that `waits` is prepared, and started, in their order,
   * when a child has made room.
   */
  | { readonly kind: 'spawn'; readonly request: TersedRequest; readonly base?: SpawnRequest['env']; readonly waits?: true }
  /** One that waits is to be started now, or never. */
  | { readonly kind: 'go' | 'drop'; readonly child: number }
  | { readonly kind: 'stop'; readonly child: number; readonly ladder: StopLadder }
  | { readonly kind: 'signal'; readonly child: number; readonly signal: string; readonly group: boolean }
  | { readonly kind: 'kill-all' }
  | { readonly kind: 'sweep' }
  /** `free`: nobody has any of them. */
  | { readonly kind: 'release-ports'; readonly ports: readonly number[]; readonly free: boolean }
  /** Sweep, answer, exit. */
  | { readonly kind: 'end' }
  /** The host's event loop turns; nothing is to be done. With a number it asks whether the supervisor's does. */
  | { readonly kind: 'alive' }
);

/** Only what is special in its environment is told. */
export type TersedRequest = Omit<SpawnRequest, 'env'> & { readonly env: EnvironmentChanges };

export type SupervisorAnswer =
  | { readonly kind: 'spawned'; readonly process: KnownProcess; readonly main: number }
  | { readonly kind: 'stopped'; readonly status: ExitStatus }
  | { readonly kind: 'swept'; readonly leftovers: readonly Leftover[] }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string; readonly code?: SpawnErrorCode };

/** What the supervisor tells the host. */
export type SupervisorMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly seq: number; readonly answer: SupervisorAnswer }
  /** Left out where `ended` follows at once. */
  | { readonly kind: 'exited'; readonly child: number; readonly status: ExitStatus }
  /**
   * `clean`: of all that the run has started nothing lives any more, so that a sweep would find nothing.
   * `silent`: its log files are empty. `next`: the child that is started in its place.
   */
  | { readonly kind: 'ended'; readonly child: number; readonly status: ExitStatus; readonly usage?: ProcessUsage; readonly clean?: true; readonly silent?: true; readonly next?: number }
  | { readonly kind: 'usage'; readonly child: number; readonly usage: ProcessUsage }
  /** What it prints can no longer be written, as masked output is by the supervisor. */
  | { readonly kind: 'output-lost'; readonly child: number; readonly message: string }
  /** It broke, and ends itself and everything. */
  | { readonly kind: 'broken'; readonly message: string };
