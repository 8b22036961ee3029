import type { Browser } from 'playwright-core';
import type { WebServer } from './server.mjs';

/** A Chromium that does nothing but show pages. */
export function launchBrowser(): Promise<Browser>;
/** The workbench's address for a folder or a .code-workspace file, both absolute; `payload` as VS Code's own smoke tests give it. */
export function workbenchUrl(server: WebServer, opened: string, payload?: readonly (readonly [string, string])[]): string;
/** How the workbench names a file of the machine that its server runs on. */
export function remoteUri(server: WebServer, file: string): string;
