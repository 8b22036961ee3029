import type { DraftOf } from '../events';

export interface OutputFile {
  readonly stream: 'stdout' | 'stderr';
  /** Absolute. */
  readonly path: string;
  /** As events name it: relative to the test's folder, with slashes. */
  readonly file: string;
  /** What stands before this byte was written by an earlier start. */
  readonly from: number;
}
export type PublishOutput = (event: DraftOf<'service.output'>) => void;
export interface FollowedOutput {
  /** Tells what was written until now and ends the following. @param isEmpty nothing was, as is known already. */
  close(isEmpty?: boolean): Promise<void>;
}
