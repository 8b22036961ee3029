import type { Redactor } from './redactor';

/**
 * What programs go by, and no program's output can stand in: were a secret such a word, masking it would break the
 * events without hiding anything.
 */
const STRUCTURE: ReadonlySet<string> = new Set([
  'type', 'run', 'test', 'service', 'plugin', 'id', 'step', 'kind', 'phase', 'outcome', 'stream', 'signal', 'found_by', 'network', 'environment', 'assertion',
  'source', 'dir', 'logs', 'owner', 'platform', 'order', 'event_type',
]);

/** An event's draft with every text masked that can hold what a test case, or a person, made up. */
export function maskEvent<Draft extends object>(draft: Draft, redactor: Redactor): Draft {
  return mask(draft, redactor) as Draft;
}

function mask(value: unknown, redactor: Redactor): unknown {
  if (typeof value === 'string') return redactor.mask(value);
  if (Array.isArray(value)) return value.map((item) => mask(item, redactor));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => (STRUCTURE.has(key) ? [key, inner] : [redactor.mask(key), mask(inner, redactor)])));
}
