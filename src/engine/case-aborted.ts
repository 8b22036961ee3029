/** Why the work of a test case was cut short: `broken` and `lost` mean that something else of it broke. */
export type AbortKind = 'cancelled' | 'timeout' | 'broken' | 'lost';

/** The reason with which a test case's signal is aborted. */
export class CaseAborted extends Error {
  override readonly name = 'CaseAborted';
  constructor(readonly kind: AbortKind, message: string) {
    super(message);
  }
}
