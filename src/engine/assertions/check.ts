/** What looking at one assertion gave; the message says it to a person either way. */
export type Check =
  | { readonly passed: true; readonly message: string }
  | { readonly passed: false; readonly message: string; readonly expected: string; readonly found: string };

export const holds = (message: string): Check => ({ passed: true, message });
export const fails = (message: string, expected: string, found: string): Check => ({ passed: false, message, expected, found });
