import { randomBytes } from 'node:crypto';

/** Sorts by time as text does, as in `20261123T211905123Z-ab12`. */
export const newRunId = (now = new Date()): string =>
  `${now.toISOString().replace(/[-:.]/g, '')}-${randomBytes(2).toString('hex')}`;
