import { stringify } from 'yaml';
import { durationText } from '../../results';
import type { PlannedCase, PlannedPart, PlannedService, PlannedStep, RunPlan } from '../../runs';
import type { Colors } from '../reporters/style';
import { printable } from '../text/printable';
import { shownCommand } from './shown-command';

export interface PlanTextOptions {
  readonly colors: Colors;
  readonly showPath: (file: string) => string;
}

/** What a person sees of `--dry-run`: the whole run first, then each test case with all that it would do. */
export function* planText(plan: RunPlan, options: PlanTextOptions): Generator<string> {
  const { colors, showPath } = options;
  const file = showPath(plan.file);
  yield `Plan of ${colors.bold(printable(plan.experiment))}: ${count(plan.counts.total, 'test case')} of ${colors.cyan(file)}. Nothing is started.`;
  yield* headLines(plan, options);
  const seen = new Map<string, number>();
  for (const [index, test] of plan.tests.entries()) {
    const number = index + 1;
    const details = [...detailLines(test, file, colors)];
    const key = details.join('\n');
    const same = seen.get(key);
    if (same === undefined) seen.set(key, number);
    const gap = same === undefined || details.length === 0 ? [''] : [];
    yield* gap;
    yield `${number}. ${caseLine(test, file, colors)}${same !== undefined && details.length > 0 ? colors.dim(`, as ${same}`) : ''}`;
    if (same === undefined) yield* details;
  }
}

function* headLines({ settings, variables, counts, dir, tests, ...expected }: RunPlan, { showPath }: PlanTextOptions): Generator<string> {
  const { parallel, order, seed, fail_fast: failFast, warmup, timeout_ms: limit } = settings;
  yield `  expected time: ${expectedText(expected)}`;
  yield `  ${[
    `${parallel} at a time`, order === 'shuffle' ? `shuffled with seed ${seed ?? ''}` : `order: ${order}`, ...(failFast ? ['stops at the first that does not pass'] : []),
    ...(warmup === undefined ? [] : [`the first ${count(warmup, 'iteration')} only warm up`]), limit === undefined ? 'no time limit of the run' : `${limitText(limit)} at most`,
  ].join(', ')}`;
  if (counts.skipped + counts.broken > 0) {
    yield `  ${[...(counts.skipped > 0 ? [`${counts.skipped} would be skipped`] : []), ...(counts.broken > 0 ? [`${counts.broken} would be in error`] : [])].join(', ')}`;
  }
  if (Object.keys(variables).length > 0) yield `  variables: ${flow(variables)}`;
  yield `  the run's folder would be below ${showPath(dir)}`;
  if (JSON.stringify(tests).includes('«')) yield '  «…» is known only while it runs';
}

const expectedText = ({ expected_ms: ms, known_ms: known, unknown }: Pick<RunPlan, 'expected_ms' | 'known_ms' | 'unknown'>): string =>
  (ms !== null ? `${durationText(ms)}, as in earlier runs`
    : `unknown, ${count(unknown, 'test case')} never ran before${known > 0 ? `; the others take ${durationText(known)}` : ''}`);

function caseLine({ name, iteration, over, tags, line, expected_ms: ms, skip, problems, warmup }: PlannedCase, file: string, colors: Colors): string {
  const which = over === undefined ? iteration > 1 ? `, iteration ${iteration}` : '' : `, over ${count(over, 'iteration')}`;
  return [
    `${colors.bold(printable(name))}${which}`, colors.cyan(`${file}:${line}`), ...tags.map((tag) => `#${printable(tag)}`), ...(warmup === true ? ['warms up'] : []),
    skip !== undefined ? colors.yellow(`skipped: ${printable(skip)}`) : problems !== undefined ? colors.red('would be in error')
      : colors.dim(ms === null ? 'expected time unknown' : `expected ${durationText(ms)}`),
  ].join('  ');
}

function* detailLines(test: PlannedCase, file: string, colors: Colors): Generator<string> {
  yield* problemLines(test.problems, '   ', file, colors);
  if (test.skip !== undefined || test.problems !== undefined) return;
  const { matrix, env, environments, services, steps, assertions, artifacts } = test;
  const own = Object.fromEntries(Object.entries(env).filter(([key]) => !/^(MATRIX|VAR)_/.test(key)));
  if (Object.keys(matrix).length > 0) yield `   matrix: ${flow(matrix)}`;
  yield `   ${boundsText(test)}`;
  if (Object.keys(own).length > 0) yield `   env: ${flow(own)}`;
  if (test.network !== 'localhost') yield `   network: ${printable(test.network)}`;
  if (test.record_pcap === true) yield '   packets at the ports of the services: recorded';
  for (const { type, by_default: unasked, line: _line, problems, ...details } of environments) {
    yield `   around the services: ${printable(type)}${unasked === true ? '' : rest(details)}`;
    yield* problemLines(problems, '     ', file, colors);
  }
  if (services.length > 0) yield '   services, in the order of their start';
  for (const service of services) yield* serviceLines(service, file, colors);
  if (steps.length > 0) yield '   steps';
  for (const [index, step] of steps.entries()) yield* stepLines(step, `${index + 1}.`, '     ', file, colors);
  if (assertions.length > 0) yield '   assertions';
  for (const { kind, line: _line, problems, ...details } of assertions) {
    yield `     ${kind === undefined ? 'assertion' : printable(String(kind))}${rest(details)}`;
    yield* problemLines(problems, '       ', file, colors);
  }
  if (artifacts.length > 0) yield `   artifacts: ${flow(artifacts)}`;
}

function boundsText({ timeout_ms: limit, retries, parallel_group: group, exclusive, expect_outcome: expected }: PlannedCase): string {
  return [
    `${limitText(limit)} at most`, ...(retries > 0 ? [`up to ${count(retries, 'retry', 'retries')}`] : []), ...(group === undefined ? [] : [`never beside another of the group ${printable(group)}`]),
    ...(exclusive === true ? ['alone'] : []), ...(expected === undefined ? [] : [`expected to end in ${expected.outcome}${expected.reason === undefined ? '' : `: ${printable(expected.reason)}`}`]),
  ].join(', ');
}

function* serviceLines({ name, depends_on: needs, line: _line, problems, command, shell, ...details }: PlannedService, file: string, colors: Colors): Generator<string> {
  const after = needs.map(({ service, condition }) => `${printable(service)} is ${condition === 'ended' ? 'over' : condition}`);
  yield `     ${colors.bold(printable(name))}${after.length === 0 ? '' : `, once ${after.join(' and ')}`}`;
  yield* commandLines(command, shell, '       ', colors);
  yield* detailed(inOrder(details), '       ');
  yield* problemLines(problems, '       ', file, colors);
}

function* stepLines(step: PlannedStep, number: string, indent: string, file: string, colors: Colors): Generator<string> {
  const { name, id, kind, line: _line, problems, command, shell, steps = [], timeout_ms: limit, ...details } = step;
  const inner = `${indent}   `;
  const named = /^step-\d+$/.test(id) ? '' : colors.dim(` [${printable(id)}]`);
  yield `${indent}${number} ${printable(name)}${named}${typeof limit === 'number' ? colors.dim(`, ${limitText(limit)} at most`) : ''}`;
  yield* commandLines(command, shell, inner, colors);
  yield* detailed(kind === 'run' ? details : withoutNamed(details, name), inner);
  yield* problemLines(problems, inner, file, colors);
  for (const [index, below] of steps.entries()) yield* stepLines(below, `${number}${index + 1}.`, inner, file, colors);
}

const SERVICE_KEYS = ['cwd', 'env', 'ports', 'files', 'ready'];

/** What is asked for before the start comes before what is asked for at the end. */
const inOrder = (details: { readonly [key: string]: unknown }): { readonly [key: string]: unknown } =>
  Object.fromEntries([...SERVICE_KEYS.flatMap((key) => (key in details ? [[key, details[key]] as const] : [])), ...Object.entries(details).filter(([key]) => !SERVICE_KEYS.includes(key))]);

/** What the name of a step says already need not be told again. */
const withoutNamed = (details: { readonly [key: string]: unknown }, name: string): { readonly [key: string]: unknown } =>
  Object.fromEntries(Object.entries(details).filter(([key, value]) => !(key === 'wait_ms' || (typeof value === 'string' && name.includes(value)))));

function* commandLines(command: unknown, shell: unknown, indent: string, colors: Colors): Generator<string> {
  if (typeof command !== 'string' && !Array.isArray(command)) return;
  const with_ = Array.isArray(shell) ? `${shownCommand(shell as readonly string[]).join(' ')} ` : '';
  for (const [index, line] of shownCommand(command as string | readonly string[]).entries()) yield `${indent}${index === 0 ? `${colors.green('$')} ${with_}` : '  '}${line}`;
}

function* detailed(details: { readonly [key: string]: unknown }, indent: string): Generator<string> {
  for (const [key, value] of Object.entries(details)) yield `${indent}${key.replace(/_ms$/, '').replaceAll('_', ' ')}: ${timed(key, value)}`;
}

const rest = (details: { readonly [key: string]: unknown }): string => (Object.keys(details).length === 0 ? '' : ` ${flow(spoken(details))}`);

const timed = (key: string, value: unknown): string => (key.endsWith('_ms') && typeof value === 'number' ? limitText(value) : flow(spoken(value)));

/** Times as people read them. */
function spoken(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(spoken);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]: [string, unknown]) =>
    (key.endsWith('_ms') && typeof inner === 'number' ? [key.slice(0, -3), limitText(inner)] : [key, spoken(inner)])));
}

/** In one line, in the notation of the file. */
const flow = (value: unknown): string => printable(stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trimEnd());

function* problemLines(problems: PlannedPart['problems'], indent: string, file: string, colors: Colors): Generator<string> {
  for (const { line, column, message } of problems ?? []) yield `${indent}${colors.red(`! ${printable(message)}`)} ${colors.cyan(`${file}:${line}:${column}`)}`;
}

/** A limit as a person gives it: `5 s`, `10 min`. */
const limitText = (ms: number): string => durationText(ms).replace(/\.0 s$/, ' s').replace(/ min 00 s$/, ' min');

const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;
