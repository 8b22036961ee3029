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
}

export const faultEvent = (fault: PluginFault): DraftOf<'plugin.error'> => ({ type: 'plugin.error', plugin: fault.name, ...fault });

/** Only a plug-in that the file names has a place in it. */
export const faultProblem = ({ name, message, source }: PluginFault): readonly Problem[] =>
  (source === undefined ? [] : [problemAt(source, 'plugin-error', `The plug-in "${name}" cannot be used: ${message}`)]);
