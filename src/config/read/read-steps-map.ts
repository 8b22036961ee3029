import { stepsMapForm } from '../schema/steps-map';
import { child, plain, type MapTree, type Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';

const asStep = (kind: 'run' | 'wait', value: Tree): MapTree => ({ kind: 'map', entries: new Map([[kind, value]]), from: value.from, start: value.start, end: value.end, path: value.path });

const commandsOf = (tree: Tree | undefined): readonly Tree[] => {
  if (tree?.kind === 'list') return tree.items.map((item) => asStep('run', item));
  return tree?.kind === 'scalar' && tree.value !== null ? [asStep('run', tree)] : [];
};

/** PANTHER's form of `steps`, as the list that it stands for: commands, the wait, further commands. */
export const stepsOfMap = (tree: MapTree, list: ProblemList): readonly Tree[] => {
  const given = new Map([...tree.entries].filter(([, value]) => value.kind !== 'scalar' || value.value !== null));
  const map = { ...tree, entries: given };
  list.unknownKeys([stepsMapForm], map);
  list.check(stepsMapForm, plain(map, new Set(['pre_commands', 'post_commands'])), map, 'steps');
  const wait = child(map, 'wait');
  return [...commandsOf(child(map, 'pre_commands')), ...(wait ? [asStep('wait', wait)] : []), ...commandsOf(child(map, 'post_commands'))];
};

interface Recorded {
  /** Names of the ports of each service; undefined: not known. */
  readonly ports: readonly (readonly string[] | undefined)[];
  readonly secrets: readonly string[];
}

/** `record_pcap` in a map of steps, where packets can be recorded; why they cannot is told. */
export const packetsToRecord = (steps: Tree | undefined, { ports, secrets }: Recorded, list: ProblemList): Tree | undefined => {
  const record = child(steps, 'record_pcap');
  if (record?.kind !== 'scalar' || record.value !== true) return undefined;
  const why = secrets.length > 0 ? 'they could show the secrets of this file' : ports.every((names) => names?.length === 0) ? 'no service of this test declares a port' : undefined;
  if (why === undefined) return record;
  list.atHead(record, 'not-recorded', `Packets are not recorded: ${why}`, { severity: 'warning', found: 'record_pcap' });
  return undefined;
};
