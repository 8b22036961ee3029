import { ConfigError, valueText } from '../config';
import { withChangesApplied } from '../supervisor';

type Env = { readonly [name: string]: string };
type Changes = { readonly [name: string]: string | null };

/** The environment after the changes; null unsets. On Windows `Path` and `PATH` are one variable. */
export function withChanges(env: Env, changes: Changes, platform = process.platform): Env {
  const wanted = Object.entries(changes);
  if (wanted.length === 0) return env;
  if (platform !== 'win32') return withChangesApplied(env, changes);
  const merged = new Map(Object.entries(env));
  for (const [name, value] of wanted) {
    for (const known of [...merged.keys()]) if (known.toUpperCase() === name.toUpperCase()) merged.delete(known);
    if (value !== null) merged.set(name, value);
  }
  return Object.fromEntries(merged);
}

/** `MATRIX_*` and `VAR_*`: what shell commands see of the matrix and the variables; names in upper case, maps as JSON. */
export const declaredVariables = (matrix: { readonly [key: string]: unknown }, variables: { readonly [key: string]: unknown }): Env =>
  Object.fromEntries([...entries('MATRIX', matrix), ...entries('VAR', variables)]);

/** Those that ask for the environment or the run get their text now; those that cannot be known are left out. */
export const settled = (variables: Env, resolve: (text: string) => string): Env =>
  Object.fromEntries(Object.entries(variables).flatMap(([name, text]) => {
    if (!text.includes('${{')) return [[name, text]];
    try {
      return [[name, resolve(text)]];
    } catch (error) {
      if (error instanceof ConfigError) return [];
      throw error;
    }
  }));

const entries = (prefix: string, values: { readonly [key: string]: unknown }): [string, string][] =>
  Object.entries(values).map(([name, value]) => [`${prefix}_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`, valueText(value)]);

