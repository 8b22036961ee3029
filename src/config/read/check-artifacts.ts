import { messageOf } from '../../events';
import { artifactTarget, compileGlob } from '../glob';
import { parseTemplate } from '../expressions/template';
import { child, type Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';

/** A path whose expressions stand for names: what it then does, it does whatever they are. */
const withNames = (text: string): string => parseTemplate(text).parts.map((part) => (typeof part === 'string' ? part : 'x')).join('');

const textOf = (tree: Tree | undefined): string | undefined => (tree?.kind === 'scalar' && tree.value !== null ? tree.text || String(tree.value) : undefined);

/** Artifacts that could never be collected, or would leave their folder. */
export const checkArtifacts = (artifacts: Tree | undefined, list: ProblemList): void => {
  const tell = (tree: Tree | undefined, check: (path: string) => unknown): void => {
    const text = textOf(tree);
    if (!tree || text === undefined) return;
    try {
      check(withNames(text));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      list.at(tree, 'bad-artifact', messageOf(error).replace(JSON.stringify(withNames(text)), JSON.stringify(text)), { found: text });
    }
  };
  for (const item of artifacts?.kind === 'list' ? artifacts.items : []) {
    if (item.kind !== 'map') tell(item, compileGlob);
    else tell(child(item, 'to'), artifactTarget);
  }
};
