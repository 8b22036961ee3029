import { createHash } from 'node:crypto';
import { stableJson } from './stable-json';

const valueText = (value: unknown): string => {
  const text = typeof value === 'string' && /^[\w.+:-]+$/.test(value) && !/^(?:[+-]?[\d.]+(?:e[+-]?\d+)?|true|false|null)$/i.test(value) ? value : stableJson(value);
  // The last " (" of an id always opens its matrix values.
  return text.replaceAll('(', '\\u0028');
};

/**
 * The name, `#n` for the n-th of equal names, the matrix values and the iteration: no other test's edits change it.
 * Different arguments never give the same id.
 */
export const caseId = (base: string, nth: number, matrix: readonly unknown[], iteration: number, iterations: number): string => {
  const name = /(?:#\d+|\)| \[\d+\]|%)$/.test(base) ? `${base}%` : base;
  const values = matrix.length > 0 ? ` (${matrix.map(valueText).join(', ')})` : '';
  return `${name}${nth > 1 ? `#${nth}` : ''}${values}${iterations > 1 ? ` [${iteration}]` : ''}`;
};

const shown = (value: unknown): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value));

/** What is appended to a name that does not name its matrix values itself. */
export const matrixSuffix = (matrix: readonly unknown[]): string => ` (${matrix.map(shown).join(', ')})`;

const FOLDER_LENGTH = 60;
const HASH_LENGTH = 10;

/** ASCII, at most 60 characters, and different for different ids. */
export const folderName = (name: string, id: string): string => {
  const hash = BigInt(`0x${createHash('sha256').update(id).digest('hex').slice(0, 16)}`).toString(36).padStart(HASH_LENGTH, '0').slice(0, HASH_LENGTH);
  const clean = name.normalize('NFKD').replace(/[^A-Za-z0-9]+/g, '-').slice(0, FOLDER_LENGTH - HASH_LENGTH - 1).replace(/^-+|-+$/g, '');
  return clean === '' ? hash : `${clean}-${hash}`;
};
