import type { Fix } from '../problem';
import type { ProblemList } from '../read/problem-list';
import { child, type Tree } from '../yaml/tree';
import { insertion, removal, replacing } from '../fixes';
import { isInterpolated, type PantherService } from './parts';
import { RENAMED_DOCKER_KEYS } from './schema';

const isEmpty = (tree: Tree): boolean =>
  (tree.kind === 'scalar' ? tree.value === null : tree.kind === 'list' ? tree.items.length === 0 : tree.entries.size === 0);

/** Keys of the file that have other names now. */
export const checkRenamed = (file: Tree, list: ProblemList): void => {
  const docker = child(file, 'docker');
  for (const [former, name] of Object.entries(RENAMED_DOCKER_KEYS)) {
    const tree = child(docker, former);
    if (!tree) continue;
    const removed = removal(list.file, tree);
    const fixes = !child(docker, name) ? [list.renaming(tree, name)] : removed ? [{ title: `Remove "${former}"`, edits: [removed] }] : [];
    list.atHead(tree, 'deprecated-key', `"${former}" is called "${name}" now`, { severity: 'warning', found: former, expected: name, deprecated: true, fixes });
  }
};

/** A name where a map is expected now. */
const checkShort = (tree: Tree | undefined, what: string, key: 'name' | 'type', list: ProblemList): void => {
  if (tree?.kind !== 'scalar' || tree.value === null || isInterpolated(tree)) return;
  const none = what === 'execution_environment' && /^(?:none|null)$/i.test(tree.text);
  const form = none ? '[]' : `{ ${key}: ${list.file.text.slice(tree.start, tree.end)} }`;
  list.at(tree, 'old-form', `"${what}" must be ${none ? 'a list' : `a map with "${key}"`} now; found "${tree.text}"`, {
    severity: 'warning', found: tree.text, expected: form, deprecated: true, fixes: [replacing(list.file, tree, form)],
  });
};

const checkDuration = (wait: Tree | undefined, list: ProblemList): void => {
  const duration = child(wait, 'duration');
  if (!wait || duration?.kind !== 'scalar') return;
  const alone = wait.kind === 'map' && wait.entries.size === 1;
  list.atHead(duration, 'old-form', `"wait" is a number of seconds now, no map with "duration"`, {
    severity: 'warning', found: 'duration', expected: 'a number of seconds', deprecated: true, ...(alone ? { fixes: [movedUp(list, wait, duration)] } : {}),
  });
};

/** The value alone, on the line of its parent's key; comments behind it stay. */
const movedUp = ({ file }: ProblemList, map: Tree, value: Tree): Fix => {
  const colon = file.text.lastIndexOf(':', map.start);
  return { title: `Change to "wait: ${file.text.slice(value.start, value.end)}"`, edits: [{ range: file.range(colon + 1, map.end), text: ` ${file.text.slice(value.start, value.end)}` }] };
};

/** `generate_new_certificates` of a test stands in its services now. */
const checkCertificates = (test: Tree, services: readonly PantherService[], list: ProblemList): void => {
  const tree = child(test, 'generate_new_certificates');
  if (tree?.kind !== 'scalar') return;
  const lacking = services.flatMap((service) => (service.tree.kind === 'map' && !child(service.tree, 'generate_new_certificates') ? [service.tree] : []));
  const value = list.file.text.slice(tree.start, tree.end);
  const added = lacking.map((service) => insertion(list.file, service, 'generate_new_certificates', value));
  const removed = removal(list.file, tree);
  const edits = [removed, ...added].filter((edit) => edit !== undefined);
  const fixes = edits.length === added.length + 1 ? { fixes: [{ title: lacking.length === 0 ? 'Remove it' : 'Move it into the services', edits }] } : {};
  list.atHead(tree, 'deprecated-key', '"generate_new_certificates" is an old key of a test: its services have it now', { severity: 'information', found: 'generate_new_certificates', deprecated: true, ...fixes });
};

/** What older versions of PANTHER took. */
export const checkOldForms = (test: Tree, services: readonly PantherService[], list: ProblemList): void => {
  const debug = child(test, 'debug_environment');
  if (debug && !isEmpty(debug)) {
    const removed = removal(list.file, debug);
    list.atHead(debug, 'deprecated-key', '"debug_environment" is an old key', { severity: 'information', found: 'debug_environment', deprecated: true, ...(removed ? { fixes: [{ title: 'Remove it', edits: [removed] }] } : {}) });
  }
  checkCertificates(test, services, list);
  checkShort(child(test, 'network_environment'), 'network_environment', 'type', list);
  checkShort(child(test, 'execution_environment'), 'execution_environment', 'type', list);
  checkDuration(child(child(test, 'steps'), 'wait'), list);
  for (const { tree } of services) {
    checkShort(child(tree, 'implementation'), 'implementation', 'name', list);
    checkShort(child(tree, 'protocol'), 'protocol', 'name', list);
  }
};
