import { child, type MapTree } from '../yaml/tree';
import { servicesOf } from './parts';

const OURS = ['variables', 'defaults', 'parallel', 'fail_fast', 'schema', 'secrets', 'order', 'warmup', 'plugins'];
const THEIRS = ['logging', 'docker', 'observers', 'progress', 'fast_fail', 'metrics', 'metadata', 'global', 'test_suite', 'version'];

/** Services name implementations of PANTHER and give no command or image of their own. */
export const isPanther = (tree: MapTree): boolean => {
  const tests = child(tree, 'tests');
  const items = tests?.kind === 'list' ? tests.items : [];
  const services = items.flatMap((test) => servicesOf(test).map(({ tree: service }) => service));
  if (services.some((service) => child(service, 'command') ?? child(service, 'image')) || items.some((test) => child(test, 'steps')?.kind === 'list')) return false;
  if (services.some((service) => child(service, 'implementation'))) return true;
  // PANTHER has no test without services.
  if (items.some((test) => !child(test, 'services') && child(test, 'steps'))) return false;
  return THEIRS.some((key) => tree.entries.has(key)) && !OURS.some((key) => tree.entries.has(key));
};
