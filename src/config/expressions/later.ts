import { formatPath } from '../path';

/** Stands in a scope for what is known only while a run goes on: so is everything below it. */
export const LATER: unique symbol = Symbol('later');
export type Later = typeof LATER;

/** How it is shown where an expression asks for it, as in `«services.server.ports.http»`. */
export const laterText = (path: readonly string[]): string =>
  `«${formatPath(path.map((part) => (/^\d+$/.test(part) ? Number(part) : part)))}»`;

/** Whether a text shows something of the kind. */
export const showsLater = (text: string): boolean => /«.*»/s.test(text);
