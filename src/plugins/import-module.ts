/**
 * Imports by URL. On the command line this is a file of its own (`dist/import-module.js`): compiled code that was kept cannot
 * import.
 */
export const importModule = (href: string): Promise<{ readonly [name: string]: unknown }> => import(href) as Promise<{ readonly [name: string]: unknown }>;
