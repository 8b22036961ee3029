import path from 'node:path';

const BROWSER_HELPER = /[\\/]bin[\\/]helpers[\\/]browser[^\\/]*$/;
const REMOTE_CLI = /[\\/]bin[\\/]remote-cli[\\/]?$/;
const HELPERS = /[\\/]bin[\\/]helpers[\\/]?$/;

/** The environment as the person's own shell would have it: without what VS Code puts into its extension host's. */
export function cleanseEnvironment(env: NodeJS.ProcessEnv): { [name: string]: string } {
  const cleansed: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || isOfVsCode(name, value)) continue;
    cleansed[name] = isNamed(name, 'PATH') ? withoutVsCodeFolders(value, env['BROWSER']) : value;
  }
  return cleansed;
}

/** Windows spells names as it likes. */
const isNamed = (name: string, wanted: string): boolean => name === wanted || (process.platform === 'win32' && name.toUpperCase() === wanted);

const isOfVsCode = (name: string, value: string): boolean =>
  /^(ELECTRON|VSCODE)_/i.test(name) || (name === 'BROWSER' && BROWSER_HELPER.test(value));

function withoutVsCodeFolders(value: string, browser: string | undefined): string {
  const folders = value.split(path.delimiter);
  // Only where VS Code itself is known to be: somebody else may well have a `bin/helpers`.
  const homes = new Set(folders.filter((folder) => REMOTE_CLI.test(folder)).map(parent));
  if (browser !== undefined && BROWSER_HELPER.test(browser)) homes.add(parent(path.dirname(browser)));
  return folders.filter((folder) => !REMOTE_CLI.test(folder) && !(HELPERS.test(folder) && homes.has(parent(folder)))).join(path.delimiter);
}

const parent = (folder: string): string => path.dirname(folder.replace(/[\\/]$/, ''));
