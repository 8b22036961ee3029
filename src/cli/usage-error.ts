/** The command was called in a way that cannot be right; the message is for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
