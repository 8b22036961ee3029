import * as vscode from 'vscode';
import type { Experiments } from '../discovery/experiments';
import { engine } from '../engine';
import { keyOf } from '../paths';

const YAML_EXTENSION = 'redhat.vscode-yaml';
/** Scheme of the Uris by which the YAML extension asks for a schema; the query is the experiment file's Uri. */
const SCHEME = 'experiment-observer-schema';

/**
 * What the YAML extension offers others: see its wiki, "Extension API". A schema given this way replaces the one that the
 * manifest contributes for the same file.
 */
interface YamlExtension {
  registerContributor(scheme: string, schemaUriOf: (resource: string) => string | undefined, schemaOf: (uri: string) => Promise<string> | undefined): boolean;
}

/** Gives the YAML extension, where it is installed, a schema that knows what a file's own plug-ins add to the format. */
export async function contributeYamlSchema(experiments: Experiments): Promise<void> {
  const exports: unknown = await vscode.extensions.getExtension(YAML_EXTENSION)?.activate();
  if (!isYamlExtension(exports)) return;
  exports.registerContributor(SCHEME, (resource) => {
    const experiment = experiments.get(keyOf(vscode.Uri.parse(resource)));
    return hasAdditions(experiment?.plugins) ? vscode.Uri.from({ scheme: SCHEME, path: '/experiment.json', query: experiment?.key ?? '' }).toString() : undefined;
  }, (uri) => {
    const parsed = vscode.Uri.parse(uri);
    return parsed.scheme === SCHEME ? schemaFor(experiments, parsed.query) : undefined;
  });
}

async function schemaFor(experiments: Experiments, key: string): Promise<string> {
  const { experimentJsonSchema } = await engine();
  return JSON.stringify(experimentJsonSchema(experiments.get(key)?.plugins?.extensions.config));
}

type Plugins = NonNullable<ReturnType<Experiments['get']>>['plugins'];

const hasAdditions = (plugins: Plugins): boolean => {
  if (plugins === undefined) return false;
  const { steps, assertions, probes, plugins: configs } = plugins.extensions.config;
  return [steps, assertions, probes, configs].some((kinds) => Object.keys(kinds).length > 0);
};

const isYamlExtension = (value: unknown): value is YamlExtension =>
  typeof value === 'object' && value !== null && 'registerContributor' in value && typeof value.registerContributor === 'function';
