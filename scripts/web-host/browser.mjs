import { chromium } from 'playwright-core';
import { chromiumPath } from '../chromium.mjs';

/** @returns {Promise<import('playwright-core').Browser>} a Chromium that does nothing but show pages */
export function launchBrowser() {
  return chromium.launch({
    executablePath: chromiumPath(), headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** The workbench's address for a folder or a .code-workspace file, both absolute; `payload` as VS Code's own smoke tests give it. */
export function workbenchUrl(server, opened, payload = []) {
  const query = new URLSearchParams({ [opened.endsWith('.code-workspace') ? 'workspace' : 'folder']: opened });
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `${server.url}?${query}`;
}

/** How the workbench names a folder of the machine that its server runs on. */
export const remoteUri = (server, file) => `vscode-remote://${new URL(server.url).host}${file}`;
