import * as vscode from 'vscode';

const SECTION = 'experimentObserver';
export const REVEAL = ['never', 'onFailure', 'onStart'] as const;
export type Reveal = (typeof REVEAL)[number];

const read = (name: string, resource?: vscode.Uri): unknown => vscode.workspace.getConfiguration(SECTION, resource ?? null).get(name);
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string' && item !== '') : []);

/** The extension's settings; a value of the wrong form counts as not set. */
export const settings = {
  files: (root: vscode.Uri) => texts(read('files', root)),
  exclude: (root: vscode.Uri) => texts(read('exclude', root)),
  saveBeforeRun: (file: vscode.Uri) => read('saveBeforeRun', file) !== false,
  /** How many test cases at once; undefined: as the file says. */
  parallel: (file: vscode.Uri) => {
    const value = read('parallel', file);
    return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
  },
  /** Folders that hold plug-ins for every experiment; absolute or relative. */
  pluginFolders: () => texts(read('pluginFolders')),
  reveal: (file: vscode.Uri) => REVEAL.find((value) => value === read('reveal', file)) ?? 'onStart',
};

export const affectsPlugins = (change: vscode.ConfigurationChangeEvent): boolean => change.affectsConfiguration(`${SECTION}.pluginFolders`);

export const affectsDiscovery = (change: vscode.ConfigurationChangeEvent): boolean =>
  change.affectsConfiguration(`${SECTION}.files`) || change.affectsConfiguration(`${SECTION}.exclude`);
