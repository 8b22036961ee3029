import type { SourceRef } from '../events';
import type { ProblemDetails } from './yaml/text-file';
import type { Problem } from './problem';
import type { ProblemCode } from './problem-codes';

/** A problem at a place already known by line and column. */
export const problemAt = (source: SourceRef, code: ProblemCode, message: string, details: Omit<ProblemDetails, 'path'> = {}): Problem =>
  ({ file: source.file, range: source.range, path: source.path, severity: 'error', code, message, ...details });
