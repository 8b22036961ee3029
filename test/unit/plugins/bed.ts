import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadExperiment, type LoadedExperiment, type LoadOptions } from '../../../src/config';
import type { EventOf, ExperimentEvent } from '../../../src/events';
import { PluginHost, readWithPlugins, type ExperimentWithPlugins, type PluginHostOptions } from '../../../src/plugins';

/** A folder with real modules, and hosts that load them; all gone after `dispose`. */
export class PluginBed {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'plug-ins '));
  readonly #hosts: PluginHost[] = [];

  /** Writes files by their path below the folder. */
  write(files: { readonly [name: string]: string }): void {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.dir, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  host(options: PluginHostOptions = {}): PluginHost {
    const host = new PluginHost({ limits: { loadMs: 30_000, setUpMs: 30_000 }, ...options });
    this.#hosts.push(host);
    return host;
  }

  load(text: string, options: LoadOptions = {}): LoadedExperiment {
    return loadExperiment(path.join(this.dir, 'a.experiment.yaml'), text, options);
  }

  /** Reads an experiment with its plug-ins. */
  read(text: string, host = this.host()): Promise<ExperimentWithPlugins> {
    return readWithPlugins(host, async (options) => this.load(text, options));
  }

  async dispose(): Promise<void> {
    for (const host of this.#hosts) await host.dispose();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export const experimentWith = (...plugins: readonly string[]): string =>
  `plugins: [ ${plugins.join(', ')} ]\ntests: [ { name: a, steps: [ { wait: 1ms } ] } ]\n`;

/** An ES module that is a plug-in with this body of `setup(plugin, config)`. */
export const pluginModule = (name: string, body: string, more = ''): string =>
  `${more}\nexport default { name: ${JSON.stringify(name)}, async setup(plugin, config) { ${body} } };\n`;

export const typesOf = (events: readonly { readonly type: string }[]): readonly string[] => events.map(({ type }) => type);
export const faultsOf = (events: readonly ExperimentEvent[]): readonly EventOf<'plugin.error'>[] => events.filter((event): event is EventOf<'plugin.error'> => event.type === 'plugin.error');

/** Resolves when the condition holds; fails after 50 s. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 50_000; !holds();) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
