import { isMap } from '../../events';

/** What the author of a file wrote stays as it is, its keys too. */
const THEIRS: ReadonlySet<string> = new Set(['env', 'config', 'headers', 'files', 'plugins', 'json', 'value']);

const isNothing = (value: unknown): boolean =>
  value === undefined || value === false || (Array.isArray(value) && value.length === 0) || (isMap(value) && Object.keys(value).length === 0);

/** What a part of the file came to, with keys as everywhere in JSON of ours (`timeoutMs` is `timeout_ms`); what says nothing is left out. */
export function plainForm(spec: object): { readonly [key: string]: unknown } {
  return Object.fromEntries(Object.entries(spec).flatMap(([key, value]: [string, unknown]) => {
    if (isNothing(value)) return [];
    const name = key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return [[name, isMap(value) && !THEIRS.has(key) ? plainForm(value) : value]];
  }));
}
