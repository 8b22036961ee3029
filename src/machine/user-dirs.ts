import { homedir } from 'node:os';
import path from 'node:path';

const NAME = 'experiment-observer';
const localAppData = (env: NodeJS.ProcessEnv): string => env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local');

/** Where this user's programs keep state that is no setting. */
export function userStateDir(platform: NodeJS.Platform = process.platform, env: NodeJS.ProcessEnv = process.env): string {
  if (platform === 'win32') return path.join(localAppData(env), NAME);
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', NAME);
  return path.join(env['XDG_STATE_HOME'] || path.join(homedir(), '.local', 'state'), NAME);
}

/** Where this user's programs keep what can be made anew. */
export function userCacheDir(platform: NodeJS.Platform = process.platform, env: NodeJS.ProcessEnv = process.env): string {
  if (platform === 'win32') return path.join(localAppData(env), NAME, 'Cache');
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', NAME);
  return path.join(env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), NAME);
}
