import type { SourceRef } from '../events';
import type { ProblemDetails } from './yaml/text-file';
import type { Problem } from './problem';

/** A problem at a place already known by line and column. */
export const problemAt = (source: SourceRef, code: string, message: string, details: Omit<ProblemDetails, 'path'> = {}): Problem =>
  ({ file: source.file, range: source.range, path: source.path, severity: 'error', code, message, ...details });
