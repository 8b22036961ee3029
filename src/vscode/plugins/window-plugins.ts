import path from 'node:path';
import * as vscode from 'vscode';
import type { LoadedExperiment, LoadOptions } from '../../config';
import type { PluginHost, PluginSet } from '../../plugins';
import { engine } from '../engine';
import type { LogBuffer } from '../log/log-buffer';
import { toPath } from '../paths';
import { settings } from '../settings';
import { pluginLine } from './plugin-line';

export interface ReadExperiment {
  readonly loaded: LoadedExperiment;
  /** Absent in a workspace that is not trusted: no plug-in's code runs there. */
  readonly plugins?: PluginSet;
}

/** The plug-ins of this window. Their code runs with the user's rights, so only in a trusted workspace. */
export class WindowPlugins implements vscode.Disposable {
  #host: Promise<PluginHost> | undefined;

  constructor(private readonly log: LogBuffer) {}

  /** Reads a file and loads its plug-ins. @param read is called again when they add to the format. */
  async read(read: (options: LoadOptions) => Promise<LoadedExperiment>): Promise<ReadExperiment> {
    const { readWithoutPlugins, readWithPlugins } = await engine();
    if (!vscode.workspace.isTrusted) return { loaded: await readWithoutPlugins({ dirs: pluginFolders() }, read) };
    this.#host ??= this.#newHost();
    return readWithPlugins(await this.#host, read);
  }

  /** What is read next loads its plug-ins from disk again; runs under way keep theirs. */
  async reload(): Promise<void> {
    await (await this.#host)?.reload();
  }

  dispose(): void {
    void this.#host?.then((host) => host.dispose());
  }

  async #newHost(): Promise<PluginHost> {
    const { PluginHost } = await engine();
    const host = new PluginHost({ get dirs() { return pluginFolders(); } });
    host.events.registerObserver('plugin.*', (event) => {
      const line = pluginLine(event);
      if (line !== undefined) this.log.add(line.level, line.text);
    }, { name: 'log' });
    return host;
  }
}

/** As the setting says at the moment; a relative folder is looked up in each folder of the workspace. */
function pluginFolders(): readonly string[] {
  const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => toPath(uri));
  return settings.pluginFolders().flatMap((folder) => (path.isAbsolute(folder) ? [folder] : roots.map((root) => path.resolve(root, folder))));
}
