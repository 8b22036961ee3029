import * as vscode from 'vscode';
import type { Experiments } from '../discovery/experiments';
import { engine } from '../engine';
import type { Experiment } from '../model/experiment';
import { keyOf } from '../paths';
import { OWN_NAME } from './experiment-files';
import { YAML_EXTENSION } from './yaml-extension';

/** Scheme of the Uris by which the YAML extension asks for a schema; the query is the experiment file's Uri. */
const SCHEME = 'experiment-observer-schema';

/**
 * What the YAML extension offers others: see its wiki, "Extension API". A schema given this way replaces the one that the
 * manifest contributes for the same file.
 */
interface YamlExtension {
  registerContributor(scheme: string, schemaUriOf: (resource: string) => string | undefined, schemaOf: (uri: string) => Promise<string> | undefined): boolean;
}

/**
 * Gives the YAML extension, where it is installed, the schema of each file: one that knows what a file's own plug-ins add
 * to the format, that of PANTHER's files, and ours for files whose name does not tell.
 */
export async function contributeYamlSchema(experiments: Experiments): Promise<void> {
  const exports: unknown = await vscode.extensions.getExtension(YAML_EXTENSION)?.activate();
  if (!isYamlExtension(exports)) return;
  exports.registerContributor(SCHEME, (resource) => {
    const experiment = experiments.get(keyOf(vscode.Uri.parse(resource)));
    const name = experiment && schemaName(experiment);
    return name && vscode.Uri.from({ scheme: SCHEME, path: `/${name}.json`, query: experiment.key }).toString();
  }, (uri) => {
    const { scheme, path, query } = vscode.Uri.parse(uri);
    return scheme === SCHEME ? schemaFor(experiments, path, query) : undefined;
  });
}

/** Undefined: the one that the manifest contributes by the file's name will do. */
function schemaName({ file, loaded, plugins }: Experiment): 'experiment' | 'panther' | undefined {
  if (loaded?.dialect === 'panther') return 'panther';
  return hasAdditions(plugins) || loaded !== undefined && !OWN_NAME.test(file) ? 'experiment' : undefined;
}

async function schemaFor(experiments: Experiments, path: string, key: string): Promise<string> {
  const { experimentJsonSchema, pantherJsonSchema } = await engine();
  return JSON.stringify(path === '/panther.json' ? pantherJsonSchema() : experimentJsonSchema(experiments.get(key)?.plugins?.extensions.config));
}

const hasAdditions = (plugins: Experiment['plugins']): boolean => {
  if (plugins === undefined) return false;
  const { steps, assertions, probes, plugins: configs } = plugins.extensions.config;
  return [steps, assertions, probes, configs].some((kinds) => Object.keys(kinds).length > 0);
};

const isYamlExtension = (value: unknown): value is YamlExtension =>
  typeof value === 'object' && value !== null && 'registerContributor' in value && typeof value.registerContributor === 'function';
