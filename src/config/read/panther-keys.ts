import { hasExpression } from '../expressions/template';
import { child, type MapTree, type Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';
import { checkServiceName } from './service-names';

const literal = (tree: Tree | undefined): string | undefined =>
  (tree?.kind === 'scalar' && typeof tree.value === 'string' && !hasExpression(tree.value) ? tree.value : undefined);

/** Folders that PANTHER has beside that of its outputs. */
export const checkPantherPaths = (tree: Tree, list: ProblemList): void => {
  const paths = child(tree, 'paths');
  for (const key of ['log_dir', 'config_dir', 'plugin_dir']) {
    const place = child(paths, key);
    if (place) list.atHead(place, 'no-effect', `"${key}" has no effect here: logs and config are kept in the folder of each run, below "output_dir", and plug-ins are named by "plugins"`, { severity: 'information', found: key });
  }
};

/** What PANTHER says of a service, where it has a command of its own: it describes, and has to be true. */
export const checkPantherKeys = (name: string, service: MapTree, services: readonly string[], list: ProblemList): void => {
  const own = child(service, 'name');
  if (own && literal(own) !== undefined && literal(own) !== name) list.at(own, 'name-differs', `The service is known as "${name}", not as "${literal(own) ?? ''}"`, { severity: 'warning' });
  checkServiceName(child(child(service, 'protocol'), 'target'), services, list);
  const certificates = child(service, 'generate_new_certificates');
  if (certificates?.kind === 'scalar' && certificates.value === true) {
    list.atHead(certificates, 'no-effect', '"generate_new_certificates" has no effect on a service with a command of its own: make them in "files" or in a step', { severity: 'information', found: 'true' });
  }
};
