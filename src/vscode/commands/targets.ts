import * as vscode from 'vscode';
import type { Experiments } from '../discovery/experiments';
import { RunNode } from '../history/run-row';
import { Experiment, type ShownRun } from '../model/experiment';
import { toUri } from '../paths';
import type { Node } from '../tree/nodes';

/** Commands get whatever a menu, a key binding or a script passes: rows, Uris, paths, lists of them. */
export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'kind' in value && 'experiment' in value && value.experiment instanceof Experiment;

/** A row may show the past of an experiment: commands mean the experiment itself. */
export const listedExperiment = ({ experiment }: Node, experiments: Experiments): Experiment => experiments.get(experiment.key) ?? experiment;

/** The folder of the run that a script names, or a row of the Runs view. */
export const runDirOf = (argument: unknown): string | undefined => (argument instanceof RunNode ? argument.run.dir : typeof argument === 'string' ? argument : undefined);

/** The row a command was called on, or the selected one. */
export function nodeOf(argument: unknown, view: vscode.TreeView<Node>): Node | undefined {
  return isNode(argument) ? argument : view.selection[0];
}

/** The run that a row shows; without a row the newest of all. */
export function runOf(node: Node | undefined, experiments: readonly Experiment[]): ShownRun | undefined {
  const test = node !== undefined && 'test' in node ? node.experiment.test(node.test) : undefined;
  const newest = experiments.flatMap((experiment) => experiment.newest ?? []).toSorted((a, b) => (a.id < b.id ? 1 : -1));
  return test?.run ?? node?.experiment.newest ?? newest[0];
}

function uriOf(value: unknown): vscode.Uri | undefined {
  if (value instanceof vscode.Uri) return value;
  if (typeof value !== 'string' || value === '') return undefined;
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(value) ? vscode.Uri.parse(value, true) : toUri(value);
}

/** The experiments that an argument names; undefined when it names none. */
export async function experimentsOf(argument: unknown, experiments: Experiments): Promise<readonly Experiment[] | undefined> {
  if (isNode(argument)) return [listedExperiment(argument, experiments)];
  if (Array.isArray(argument)) {
    const lists = await Promise.all(argument.map((item) => experimentsOf(item, experiments)));
    const found = lists.flatMap((list) => list ?? []);
    return found.length === 0 ? undefined : found;
  }
  const uri = uriOf(argument);
  return uri === undefined ? undefined : [await experiments.open(uri)];
}
