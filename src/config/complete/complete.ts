import type { ConfigExtensions } from '../extensions';
import type { LoadedExperiment } from '../experiment';
import { isPanther } from '../panther';
import { wholePantherFile } from '../panther/schema';
import { alternatives, shape, type Schema } from '../schema/shape';
import { wholeFile } from '../schema/whole-file';
import type { Work } from '../work';
import { child, type Tree } from '../yaml/tree';
import { allowedAt, MARK } from './allowed';
import { AroundReader, type Around } from './around';
import type { Candidate } from './candidate';
import { allowedKeys, INDENT, isDeprecated, keyDetail, keyDocumentation, keyLeads, keyText } from './keys';
import type { Cursor } from './outline-parts';

export interface CompletionOptions {
  /** What the file's plug-ins add to the format. */
  readonly extensions?: ConfigExtensions;
  /** Where what stands around the cursor does not tell it. */
  readonly dialect?: LoadedExperiment['dialect'];
}

const treeAt = (tree: Tree, path: Cursor['path']): Tree | undefined => path.reduce<Tree | undefined>((found, part) => child(found, part), tree);

const schemaOf = ({ tree }: Around, { extensions, dialect }: CompletionOptions): Schema => {
  const tests = child(tree, 'tests');
  const tells = tests?.kind === 'list' && tests.items.some((test) => child(test, 'services') ?? child(test, 'steps'));
  return (tells || dialect === undefined ? isPanther(tree) : dialect === 'panther') ? wholePantherFile : wholeFile(extensions);
};

/** Tells what may be written at places of one file, however broken it is. */
export class Completer {
  private readonly reader = new AroundReader();

  *at(text: string, offset: number, options: CompletionOptions = {}): Work<readonly Candidate[]> {
    const marked = text.slice(0, offset) + MARK + text.slice(offset);
    const around = yield* this.reader.read(marked, offset, true);
    const { cursor } = around;
    if (!cursor || cursor.role === 'text') return [];
    const { options: allowed } = allowedAt(schemaOf(around, options), around.tree, cursor.path);
    return cursor.role === 'value' ? [] : keys(allowed, around, cursor, offset);
  }
}

const keys = (allowed: readonly Schema[], { tree }: Around, cursor: Cursor, offset: number): readonly Candidate[] => {
  if (cursor.role === 'key') return keysOf(allowed, treeAt(tree, cursor.path), cursor, offset);
  const own = keysOf(allowed, undefined, cursor, offset, cursor.dashless ? '- ' : '');
  if (typeof cursor.path.at(-1) === 'number') return own;
  // A list begins with the first key of its first item.
  const elements = allowed.flatMap((option) => shape(option).elements).flatMap(alternatives);
  return [...keysOf(elements, undefined, { ...cursor, column: cursor.column + INDENT }, offset, '- '), ...own];
};

const keysOf = (allowed: readonly Schema[], here: Tree | undefined, cursor: Cursor, offset: number, before = ''): readonly Candidate[] =>
  allowedKeys(allowed, here).filter(({ key }) => !cursor.taken.has(key)).map((one): Candidate => {
    const { key, schemas, rank } = one;
    const documentation = keyDocumentation(schemas);
    return {
      label: before + key, kind: 'key', insert: before + (cursor.colon || cursor.quoted ? key : keyText(key, schemas, cursor)), from: cursor.from, to: offset, end: cursor.to - 1,
      detail: keyDetail(one), ...(documentation === '' ? {} : { documentation }), ...(isDeprecated(schemas) ? { deprecated: true as const } : {}),
      rank, inSchema: true, leads: !cursor.colon && keyLeads(schemas),
    };
  });
