import { messageOf } from '../../events';
import { MOST_PROBLEMS } from '../most-problems';
import type { Problem } from '../problem';
import { LimitExceeded, TreeBuilder } from './build-tree';
import { documentsOf } from './documents';
import { plainYaml } from './plain-yaml';
import { syntaxErrors, type SyntaxError } from './syntax-error';
import type { TextFile } from './text-file';
import type { Tree } from './tree';

export interface Parsed {
  readonly tree?: Tree;
  /** What the parser could not read. */
  readonly syntax: readonly SyntaxError[];
  /** Duplicate keys, tags and the like: with the path they are at. */
  readonly problems: readonly Problem[];
  /** A limit was exceeded. */
  readonly refused: boolean;
  readonly documents: number;
}

const nested = (text: string): number | undefined => {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '[' || letter === '{') {
      if (++depth > 2000) return at;
    } else if (letter === ']' || letter === '}') depth--;
  }
  return undefined;
};

export const sound = (tree: Tree): Parsed => ({ tree, syntax: [], problems: [], refused: false, documents: 1 });

/** Parses a text that may differ from the file's own where damaged tests are blanked; offsets stay. */
export const parseYaml = (file: TextFile, text: string = file.text): Parsed => {
  const { tree } = plainYaml(text);
  return tree ? sound(tree) : parseFully(file, text);
};

/** All of YAML, with its problems: several times slower than what most texts need. */
export const parseFully = (file: TextFile, text: string = file.text): Parsed => {
  const refuse = (...problems: readonly Problem[]): Parsed => ({ syntax: [], problems, refused: true, documents: 1 });
  // The parser recurses: an absurd depth must not meet it.
  const deep = nested(text);
  if (deep !== undefined) return refuse(file.problem(deep, deep + 1, 'too-deep', 'Nested more than 64 levels deep'));
  try {
    const { first, further } = documentsOf(text, MOST_PROBLEMS);
    if (!first) return { syntax: [], problems: [], refused: false, documents: 0 };
    const builder = new TreeBuilder(file, first);
    const tree = first.contents === null ? undefined : builder.build(first.contents, []);
    const syntax = syntaxErrors(text, file, first);
    const documents = further.map((content) => {
      const mark = file.text.lastIndexOf('---', content);
      const at = mark >= 0 ? mark : content;
      return file.problem(at, at + 3, 'further-document', 'Only the first document of a file counts: a second one starts here');
    });
    return { tree, syntax, problems: [...builder.problems, ...documents], refused: false, documents: 1 + further.length };
  } catch (error) {
    if (error instanceof LimitExceeded) return refuse(...error.told, error.problem);
    return refuse(file.problem(0, 1, 'syntax', `The YAML cannot be read: ${messageOf(error)}`));
  }
};
