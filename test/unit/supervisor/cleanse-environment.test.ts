import assert from 'node:assert/strict';
import path from 'node:path';
import { cleanseEnvironment } from '../../../src/supervisor';

const server = '/home/me/.vscode-server/bin/0123abc';
const joined = (...folders: readonly string[]): string => folders.join(path.delimiter);

describe('the environment of services and steps', () => {
  it('has nothing of what VS Code gives its extension host', () => {
    const cleansed = cleanseEnvironment({
      HOME: '/home/me', ELECTRON_RUN_AS_NODE: '1', ELECTRON_NO_ASAR: '1', VSCODE_IPC_HOOK_CLI: '/run/x.sock', VSCODE_CWD: '/', GONE: undefined,
      BROWSER: `${server}/bin/helpers/browser.sh`,
      PATH: joined(`${server}/bin/remote-cli`, '/usr/bin', `${server}/bin/helpers`, '/home/me/bin/helpers', '/bin'),
    });
    assert.deepEqual(cleansed, { HOME: '/home/me', PATH: joined('/usr/bin', '/home/me/bin/helpers', '/bin') });
  });

  it('keeps what is the person\'s own', () => {
    const own = { BROWSER: '/usr/bin/firefox', PATH: joined('/usr/bin', '/opt/tool/bin/helpers'), NODE_OPTIONS: '--no-warnings', MY_VSCODE_THING: '1', EMPTY: '' };
    assert.deepEqual(cleanseEnvironment(own), own);
  });

  it('knows the helper of a server whose command line is not in PATH', () => {
    assert.deepEqual(cleanseEnvironment({ BROWSER: `${server}/bin/helpers/browser-darwin.sh`, PATH: joined(`${server}/bin/helpers`, '/bin') }), { PATH: '/bin' });
  });
});
