import { runInElectron, desktopAtHand } from './electron.mjs';
import { runInWeb } from './web.mjs';
import { fail } from '../fail.mjs';

/** `electron` where a desktop VS Code is at hand or can be downloaded, else `web`. @param {string} wanted auto, electron or web */
export async function chooseHost(wanted) {
  if (wanted === 'web') return { name: 'web', run: runInWeb };
  if (wanted !== 'auto' && wanted !== 'electron') fail(`TEST_HOST is '${wanted}': one of auto, electron, web`);
  const desktop = await desktopAtHand(wanted === 'auto' ? 5000 : undefined);
  if (desktop.executable !== undefined) return { name: `electron (${desktop.executable})`, run: (request) => runInElectron(desktop.executable, request) };
  if (wanted === 'electron') fail(desktop.reason);
  return { name: `web (no desktop VS Code: ${desktop.reason})`, run: runInWeb };
}
