/** So many events in a row may each be published in answer to the one before. */
export const LONGEST_CHAIN = 100;
/** So many events may be published, by all observers together, in answer to one event and to the answers to it. */
export const MOST_ANSWERS = 100_000;

/** Observers answer events with events without end. */
export class PublishLoopError extends Error {
  override readonly name = 'PublishLoopError';
}

/** @throws PublishLoopError when publishing one more event would go beyond a limit. */
export function checkLimits(type: string, generation: number, answers: number): void {
  if (generation > LONGEST_CHAIN) {
    throw new PublishLoopError(`Event '${type}' is not published: ${LONGEST_CHAIN} events in a row were each published in answer to the one before; an observer probably answers its own events`);
  }
  if (answers > MOST_ANSWERS) {
    throw new PublishLoopError(`Event '${type}' is not published: ${MOST_ANSWERS} events were published in answer to one; observers probably answer events with ever more events`);
  }
}
