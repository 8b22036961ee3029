import type { LoadedExperiment } from '../experiment';
import type { ConfigExtensions } from '../extensions';
import { isPanther } from '../panther';
import { wholePantherFile } from '../panther/schema';
import type { Schema } from '../schema/shape';
import { wholeFile } from '../schema/whole-file';
import { child, type MapTree } from '../yaml/tree';

export interface HelpOptions {
  /** What the file's plug-ins add to the format. */
  readonly extensions?: ConfigExtensions;
  /** Where what stands around the place does not tell it. */
  readonly dialect?: LoadedExperiment['dialect'];
  /** Of the host: its names are offered, its values never shown. */
  readonly environment?: { readonly [name: string]: string | undefined };
}

/** The schema that a file is written by. */
export const schemaOf = (tree: MapTree, { extensions, dialect }: HelpOptions): Schema => {
  const tests = child(tree, 'tests');
  const tells = tests?.kind === 'list' && tests.items.some((test) => child(test, 'services') ?? child(test, 'steps'));
  return (tells || dialect === undefined ? isPanther(tree) : dialect === 'panther') ? wholePantherFile : wholeFile(extensions);
};
