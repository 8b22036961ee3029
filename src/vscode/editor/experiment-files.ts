import type * as vscode from 'vscode';
import type { HelpOptions, LoadOptions } from '../../config';
import type { Experiments } from '../discovery/experiments';
import type { Experiment } from '../model/experiment';
import { keyOf } from '../paths';

export const YAML_FILES: vscode.DocumentFilter = { pattern: '**/*.{yaml,yml}' };
/** As in the manifest. */
export const OWN_NAME = /\.experiment\.ya?ml$/;

/** Listed, or about to be. */
export const isExperimentFile = (uri: vscode.Uri, experiments: Experiments): boolean => OWN_NAME.test(uri.path) || experiments.get(keyOf(uri)) !== undefined;

/** What is only being typed loads no code: what the saved file's plug-ins add is known. */
export const extensionsOf = (experiment: Experiment | undefined): Pick<LoadOptions, 'extensions'> =>
  (experiment?.plugins === undefined ? {} : { extensions: experiment.plugins.extensions.config });

/** What is known of a file besides its text. */
export const helpFor = (experiment: Experiment | undefined): HelpOptions => {
  const dialect = experiment?.loaded?.dialect;
  return { ...extensionsOf(experiment), ...(dialect === undefined ? {} : { dialect }), environment: process.env };
};
