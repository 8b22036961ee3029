import type { RegisterOptions } from './registration';

/** Plain JavaScript may give anything. */
const TYPES: { readonly [Name in keyof RegisterOptions]?: 'number' | 'string' | 'boolean' } = {
  priority: 'number', name: 'string', replay: 'boolean', hearsReplays: 'boolean', required: 'boolean', suspendAfter: 'number', vital: 'boolean',
};

/** @throws TypeError that names the option which is of another type. */
export function checkRegisterOptions(options: RegisterOptions): void {
  if (typeof options !== 'object' || options === null) throw new TypeError(`registerObserver: expected options, found ${options === null ? 'null' : typeof options}`);
  for (const [name, type] of Object.entries(TYPES)) {
    const value: unknown = options[name as keyof RegisterOptions];
    if (value !== undefined && (typeof value !== type || Number.isNaN(value))) throw new TypeError(`registerObserver: expected ${name} to be a ${type}, found ${Number.isNaN(value) ? 'NaN' : value === null ? 'null' : `a ${typeof value}`}`);
  }
}
