/** So many events in a row may each be published in answer to the one before. */
export const LONGEST_CHAIN = 100;
/** So many events may wait for the one that is being delivered. */
export const MOST_WAITING = 100_000;

/** Observers answer events with events without end. */
export class PublishLoopError extends Error {
  override readonly name = 'PublishLoopError';
}

/** @throws PublishLoopError when publishing one more event would go beyond a limit. */
export function checkLimits(type: string, generation: number, waiting: number): void {
  if (generation > LONGEST_CHAIN) {
    throw new PublishLoopError(`Event '${type}' is not published: ${LONGEST_CHAIN} events in a row were each published in answer to the one before; an observer probably answers its own events`);
  }
  if (waiting >= MOST_WAITING) {
    throw new PublishLoopError(`Event '${type}' is not published: ${MOST_WAITING} events wait for the one that is being delivered; observers probably answer events with ever more events`);
  }
}
