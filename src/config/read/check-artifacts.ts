import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageOf } from '../../events';
import { artifactTarget, compileGlob } from '../glob';
import { hasExpression, parseTemplate } from '../expressions/template';
import { child, type Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';

/** A path whose expressions stand for names: what it then does, it does whatever they are. */
const withNames = (text: string): string => parseTemplate(text).parts.map((part) => (typeof part === 'string' ? part : 'x')).join('');

const textOf = (tree: Tree | undefined): string | undefined => (tree?.kind === 'scalar' && tree.value !== null ? tree.text || String(tree.value) : undefined);

const isWithin = (file: string, dirs: readonly string[]): boolean => dirs.some((dir) => {
  const relative = path.relative(dir, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
});

/** Artifacts that could never be collected, or would leave their folder. */
export const checkArtifacts = (artifacts: Tree | undefined, fileDir: string, list: ProblemList): void => {
  if (artifacts?.kind === 'scalar' && hasExpression(artifacts.value)) list.at(artifacts, 'wrong-value', `"artifacts" must be a list, each item a glob, or a map of from and to; found "${artifacts.text}"`, { found: artifacts.text, expected: 'a list' });
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
    if (item.kind !== 'map') {
      tell(item, compileGlob);
      continue;
    }
    tell(child(item, 'to'), artifactTarget);
    const from = child(item, 'from');
    const text = textOf(from);
    if (!from || text === undefined || hasExpression(text) || isWithin(path.resolve(fileDir, text), [fileDir, tmpdir()])) continue;
    // Links may lead back inside: only the run knows.
    list.at(from, 'artifact-outside', `"${text}" is outside of the folders that artifacts may come from: the test's, the experiment's and the system's temporary one`, { severity: 'warning', found: text });
  }
};
