import { defaultsHead, defaultsShape } from '../schema/file';
import { service as serviceSchema } from '../schema/service';
import { stepDefaults } from '../schema/step';
import { describe } from '../schema/validate';
import { child, plain, type Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';
import type { ReadExtensions } from './read-extensions';
import { SERVICE_TEXTUAL } from './read-service';
import { STEP_TEXTUAL } from './read-step';
import { DEFAULTABLE_TEXTUAL } from './read-test';

/** Checks what stands in `defaults` by itself. @param top gets what keeps the whole file from running. */
export const checkDefaults = (tree: Tree | undefined, list: ProblemList, top: ProblemList, extensions: ReadExtensions): void => {
  if (!tree) return;
  if (tree.kind !== 'map') {
    top.at(tree, 'wrong-value', `"defaults" must be a map; found ${describe(plain(tree))}`, { expected: 'a map' });
    return;
  }
  list.unknownKeys([defaultsShape], tree);
  list.check(defaultsHead, plain(tree, DEFAULTABLE_TEXTUAL), tree, 'defaults');
  const service = child(tree, 'service');
  if (service) {
    const ready = extensions.withoutProbes(child(service, 'ready'), list);
    const own = ready && service.kind === 'map' ? { ...service, entries: new Map([...service.entries, ['ready', ready]]) } : service;
    list.unknownKeys([serviceSchema], own);
    list.check(serviceSchema.partial(), plain(own, SERVICE_TEXTUAL), own, 'defaults.service');
  }
  const step = child(tree, 'step');
  if (step) {
    list.unknownKeys([stepDefaults], step);
    list.check(stepDefaults, plain(step, STEP_TEXTUAL), step, 'defaults.step');
  }
};
