/** What the extension found out about one run that it started, published into, and cancelled. */
export interface Findings {
  readonly byFunction: readonly string[];
  readonly byMethod: readonly string[];
  readonly byAsyncObserver: readonly string[];
  readonly refused: string;
  readonly traced: readonly string[];
  readonly explained: readonly string[];
  readonly statuses: readonly string[];
  readonly whileRunning: string | undefined;
  readonly cancelled: boolean;
  readonly outcome: string | undefined;
  readonly state: string | undefined;
}
