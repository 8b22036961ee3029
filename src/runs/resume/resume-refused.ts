/** A run cannot be gone on with. The message is one line. */
export class ResumeRefused extends Error {
  override readonly name = 'ResumeRefused';
}
