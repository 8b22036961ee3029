import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { environmentConfigs } from '../../config';
import { readTextFile } from '../../machine';
import type { EnvironmentRequest, ExecutionEnvironment, Findings, PreparedEnvironment } from '../../engine';

type Config = EnvironmentRequest['config'];

interface ServiceErrors {
  readonly service: string;
  readonly count: number;
  readonly first: string | undefined;
  readonly files: readonly string[];
}

/**
 * Runs services under valgrind's memcheck. Valgrind becomes the process: pid, signals and exit code are the service's own,
 * and `--error-exitcode` is left alone, so that errors of memory are never taken for an exit code.
 */
export class Memcheck implements ExecutionEnvironment {
  readonly type = 'memcheck';

  programs(config: Config): readonly string[] {
    return [configOf(config).command];
  }

  async prepare({ config, artifactsDir, services }: EnvironmentRequest): Promise<PreparedEnvironment> {
    const { command: valgrind, args, failOnErrors } = configOf(config);
    return {
      wrap: ({ service, command }) => [
        // One file for each process: children are checked, too.
        // No debugger is going to attach: its pipes would be left in the temporary folder by one that is killed.
        valgrind, '--tool=memcheck', '--vgdb=no', '--trace-children=yes', '--xml=yes', `--xml-file=${escaped(path.join(artifactsDir, service, 'memcheck.'))}%p.xml`, '--quiet', ...args, ...command,
      ],
      collect: async () => {
        const found = await Promise.all(services.map((service) => errorsOf(service, path.join(artifactsDir, service))));
        return {
          metrics: found.flatMap(({ service, count, files }) => (files.length === 0 ? [] : [{ service, name: 'memcheck_errors', value: count }])),
          artifacts: found.flatMap(({ service, files }) => files.map((file) => `${service}/${file}`)),
          checks: failOnErrors ? found.map(checkOf) : [],
        };
      },
    };
  }
}

const configOf = (config: Config) => {
  const { command = 'valgrind', args = [], fail_on_errors: failOnErrors = false } = environmentConfigs.memcheck.parse(config);
  return { command, args, failOnErrors };
};

/** `%` begins a placeholder in valgrind's file names. */
const escaped = (file: string): string => file.replaceAll('%', '%%');

const checkOf = ({ service, count, first, files }: ServiceErrors): NonNullable<Findings['checks']>[number] => {
  if (files.length === 0) return { passed: false, message: `valgrind has told nothing of ${service}`, expected: 'no errors', found: 'no report' };
  if (count === 0) return { passed: true, message: `valgrind found no error in ${service}` };
  const errors = `${count} ${count === 1 ? 'error' : 'errors'}`;
  return { passed: false, message: `valgrind found ${errors} in ${service}${first === undefined ? '' : `: ${first}`}`, expected: 'no errors', found: errors };
};

async function errorsOf(service: string, dir: string): Promise<ServiceErrors> {
  const files = (await readdir(dir)).filter((name) => /^memcheck\..*\.xml$/.test(name)).sort();
  const reports = await Promise.all(files.map(async (file) => readReport(await readTextFile(path.join(dir, file)))));
  return { service, files, count: reports.reduce((sum, { count }) => sum + count, 0), first: reports.find(({ first }) => first !== undefined)?.first };
}

/** Errors are told as they happen, so a report that a kill has torn still has those up to then. */
export function readReport(xml: string): { readonly count: number; readonly first: string | undefined } {
  const errors = [...xml.matchAll(/<error>([^]*?)<\/error>/g)].map(([, error = '']) => error);
  const [first = ''] = errors;
  const what = /<(?:what|text)>([^<]*)</.exec(first)?.[1];
  return { count: errors.length, first: what?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&') };
}
