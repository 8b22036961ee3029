/** For options that may be repeated. */
export const append = (text: string, before: readonly string[]): readonly string[] => [...before, text];
