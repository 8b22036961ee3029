import { l10n } from '../l10n';

/** Longer lists of values would push everything else out of a row. */
const MOST = 60;

export interface Values { readonly [name: string]: string }

/** A variable's value as it is given in a text: a list or a map as YAML. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Which values of variables were not those of the file: `with port=81, host=::1`; empty when all were. */
export function valuesText(values: Values | undefined): string {
  const all = allValuesText(values);
  return all === '' ? '' : l10n.t('with {0}', all.length > MOST ? `${all.slice(0, MOST)}…` : all);
}

/** All of them in full. */
export const allValuesText = (values: Values | undefined): string => Object.entries(values ?? {}).map(([name, value]) => `${name}=${value}`).join(', ');
