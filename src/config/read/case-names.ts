import { createHash } from 'node:crypto';
import { valueText } from '../value-text';
import { stableJson } from './stable-json';

const idText = (value: unknown): string => {
  const word = typeof value === 'string' && /^[\w.+:/-]+$/.test(value) && !/^(?:[+-]?[\d.]+(?:e[+-]?\d+)?|true|false|null)$/i.test(value);
  return word ? value : stableJson(value);
};

/** The name, `#n` for the n-th of equal names, and the matrix values; the values' types are told apart. */
export const combinationId = (name: string, nth: number, matrix: readonly unknown[]): string =>
  `${name}${nth > 1 ? `#${nth}` : ''}${matrix.length > 0 ? ` (${matrix.map(idText).join(', ')})` : ''}`;

/** Ids of test cases that no other test's edits change; only one that would be another's too gets a number. */
export class CaseIds {
  private readonly taken = new Set<string>();

  next(combination: string, iteration: number, iterations: number): string {
    return this.unique(iterations > 1 ? `${combination} [${iteration}]` : combination);
  }

  /** Of what looks at all iterations of a combination together. */
  overIterations(combination: string): string {
    return this.unique(`${combination} [all]`);
  }

  private unique(wanted: string): string {
    let id = wanted;
    for (let nth = 2; this.taken.has(id); nth++) id = `${wanted}#${nth}`;
    this.taken.add(id);
    return id;
  }
}

/** What is appended to a name that does not name its matrix values itself. */
export const matrixSuffix = (matrix: readonly unknown[]): string => ` (${matrix.map(valueText).join(', ')})`;

const FOLDER_LENGTH = 60;
const HASH_LENGTH = 10;

/** ASCII, at most 60 characters, and different for different ids. */
export const folderName = (name: string, id: string): string => {
  const hash = BigInt(`0x${createHash('sha256').update(id).digest('hex').slice(0, 16)}`).toString(36).padStart(HASH_LENGTH, '0').slice(0, HASH_LENGTH);
  const clean = name.normalize('NFKD').replace(/[^A-Za-z0-9]+/g, '-').slice(0, FOLDER_LENGTH - HASH_LENGTH - 1).replace(/^-+|-+$/g, '');
  return clean === '' ? hash : `${clean}-${hash}`;
};
