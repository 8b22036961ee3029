import type { SourceRef } from '../../events';
import type { Env } from '../../machine';
import { assertionForm } from '../assertion-form';
import type { Draft, TestCasePlan } from '../experiment';
import { evaluateText, ExpressionError } from '../expressions/evaluate';
import { hasExpression } from '../expressions/template';
import { kindOf } from '../kind-of';
import { stepsBelow } from '../nested-steps';
import { GROUP_KINDS } from '../schema/step';
import { valueAt } from '../schema/validate';
import type { ExpressionScope } from '../specs';

/** Something of the machine that a part of a test case counts on. */
export interface Use {
  readonly what: 'program' | 'folder' | 'file' | 'recorder';
  /** Of a recorder of packets: any of its programs will do. */
  readonly name: string;
  readonly source: SourceRef;
  /** Where a program is started, relative to the file; undefined: beside it. */
  readonly cwd: string | undefined;
  readonly env: Env;
  /** An earlier step may have made it. */
  readonly late: boolean;
}

/** A text or a list, as far as its expressions have a value before the run. */
type Known = (value: unknown) => string | undefined;

const knownIn = (scope: ExpressionScope): Known => (value) => {
  if (typeof value !== 'string' || !hasExpression(value)) return typeof value === 'string' ? value : undefined;
  try {
    const found = evaluateText(value, scope);
    return typeof found === 'string' && !hasExpression(found) ? found : undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
};

/** Undefined: the `PATH` that it gives is not known before the run. */
const withOwn = (env: Env, own: unknown, known: Known): Env | undefined => {
  if (typeof own !== 'object' || own === null) return env;
  const changes = Object.entries(own).filter(([name]) => /^path(?:ext)?$/i.test(name)).map(([name, value]) => [name, value === null ? undefined : known(value)] as const);
  return changes.some(([name, value]) => value === undefined && valueAt(own, [name]) !== null) ? undefined : { ...env, ...Object.fromEntries(changes) };
};

/** Collects what the parts of one test case use. */
export class UseCollector {
  private readonly known: Known;
  private readonly env: Env | undefined;
  private readonly services = new Map<string, { readonly cwd: string | undefined; readonly env: Env | undefined }>();
  readonly uses: Use[] = [];

  constructor(test: Pick<TestCasePlan, 'matrix' | 'env'>, scope: ExpressionScope, hostEnv: Env) {
    this.known = knownIn({ ...scope, matrix: test.matrix, env: hostEnv });
    this.env = withOwn(hostEnv, test.env, this.known);
  }

  service(name: string, draft: Draft): void {
    const place = this.place(draft, '', this.env, undefined, false);
    this.services.set(name, place);
    for (const [command, shell] of [['command', 'shell'], ['ready.exec', ''], ['stop.command', '']] as const) this.command(draft, command, shell, place, false);
    const files = valueAt(draft.value, ['files']);
    for (const [file, content] of Object.entries(typeof files === 'object' && files !== null ? files : {})) {
      const from = this.known(valueAt(content, ['from']));
      if (from !== undefined) this.uses.push({ what: 'file', name: from, source: draft.sourceOf(`files.${file}`), cwd: undefined, env: {}, late: false });
    }
  }

  environment(draft: Draft): void {
    const type = typeof draft.value === 'string' ? draft.value : valueAt(draft.value, ['type']);
    const given = valueAt(draft.value, ['plugin_config', 'command']);
    const on = valueAt(draft.value, ['on']);
    const program = this.known(Array.isArray(given) ? given[0] : given) ?? (given === undefined && typeof type === 'string' && Object.hasOwn(TOOLS, type) ? TOOLS[type] : undefined);
    const nobody = this.services.size === 0 || Array.isArray(on) && on.length === 0;
    if (program !== undefined && this.env && !nobody) {
      const source = given === undefined ? draft.sourceOf('type') : draft.sourceOf(Array.isArray(given) ? 'plugin_config.command[0]' : 'plugin_config.command');
      this.uses.push({ what: 'program', name: program, source, cwd: undefined, env: this.env, late: false });
    }
  }

  recorder(draft: Draft): void {
    if (this.env) this.uses.push({ what: 'recorder', name: 'record_pcap', source: draft.source, cwd: undefined, env: this.env, late: false });
  }

  /** @param late whether a step before it may have made what it uses. */
  step(draft: Draft, late: boolean): void {
    const inside = valueAt(draft.value, ['in']);
    const service = typeof inside === 'string' ? this.services.get(inside) : undefined;
    const place = this.place(draft, '', service ? service.env : this.env, service?.cwd, late);
    this.command(draft, 'run', 'shell', place, late);
    this.command(draft, 'wait_for.exec', '', { cwd: undefined, env: this.env }, late);
    for (const below of stepsBelow(draft, 0)) this.step(below, late);
  }

  assertion(draft: Draft, late: boolean): void {
    const form = assertionForm(draft.value);
    if (form?.kind !== 'command') return;
    const under = form.under === '' || typeof valueAt(draft.value, ['command']) !== 'object' || Array.isArray(valueAt(draft.value, ['command'])) ? '' : `${form.under}.`;
    const place = this.place(draft, under, this.env, undefined, late);
    this.command(draft, `${under}command`, `${under}shell`, place, late);
  }

  private place(draft: Draft, under: string, outer: Env | undefined, outerCwd: string | undefined, late: boolean): { readonly cwd: string | undefined; readonly env: Env | undefined } {
    const given = at(draft, `${under}cwd`);
    const cwd = given === undefined ? outerCwd : this.known(given);
    const env = outer && withOwn(outer, at(draft, `${under}env`), this.known);
    if (given !== undefined && cwd !== undefined) this.uses.push({ what: 'folder', name: cwd, source: draft.sourceOf(`${under}cwd`), cwd: undefined, env: {}, late });
    // A program that is named by a path cannot be found from a folder that is not known.
    return { cwd, env: given !== undefined && cwd === undefined ? undefined : env };
  }

  private command(draft: Draft, key: string, shellKey: string, { cwd, env }: { readonly cwd: string | undefined; readonly env: Env | undefined }, late: boolean): void {
    const command = at(draft, key);
    const shell = shellKey === '' ? undefined : at(draft, shellKey);
    const [list, place] = typeof command === 'string' ? [shell, `${shellKey}[0]`] : [command, `${key}[0]`];
    const program = Array.isArray(list) ? this.known(list[0]) : undefined;
    if (program !== undefined && program !== '' && env) this.uses.push({ what: 'program', name: program, source: draft.sourceOf(place), cwd, env, late });
  }
}

const at = (draft: Draft, path: string): unknown => valueAt(draft.value, path.split('.'));

const TOOLS: { readonly [type: string]: string } = { strace: 'strace', memcheck: 'valgrind', perf_stat: 'perf' };

/** Whether a step may make programs and folders for those after it. */
export const makesThings = ({ value }: Draft): boolean => {
  const group = kindOf(value, GROUP_KINDS);
  const below: unknown = group && valueAt(value, [group]);
  return Array.isArray(below) ? below.some((step) => makesThings({ value: step } as Draft)) : valueAt(value, ['run']) !== undefined || valueAt(value, ['http']) !== undefined;
};
