import { problemAt, type Problem } from '../config';
import type { DraftOf, PluginPhase, SourceRef } from '../events';

/** What is wrong with a plug-in. */
export interface PluginFault {
  readonly name: string;
  /** Absolute path of its module, or of where it was looked for. */
  readonly file: string;
  readonly phase: PluginPhase;
  readonly message: string;
  readonly source?: SourceRef;
  /** What is wrong stands in its `config`, whose problems are told one by one. */
  readonly inConfig?: boolean;
}

export const faultEvent = ({ inConfig: _, ...fault }: PluginFault): DraftOf<'plugin.error'> => ({ type: 'plugin.error', plugin: fault.name, ...fault });

/** Only a plug-in that the file names has a place in it. */
export const faultProblem = ({ name, message, source, inConfig = false }: PluginFault): readonly Problem[] =>
  (source === undefined || inConfig ? [] : [problemAt(source, 'plugin-error', `The plug-in "${name}" cannot be used: ${message}`)]);
