import { closest } from './distance';

/** What other tools call our keys (Compose, GitHub Actions, GitLab, pytest …), in small letters, without what separates words. */
const ELSEWHERE: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({
  assert: ['assertions'], asserts: ['assertions'], checks: ['assertions'], verify: ['assertions'],
  cases: ['tests'], testcases: ['tests'],
  cmd: ['command', 'run'], command: ['run'], exec: ['run', 'command'], run: ['command'], script: ['run', 'command'], shell: ['run'],
  count: ['iterations'], repeat: ['iterations', 'retry'], repetitions: ['iterations'], rounds: ['iterations'], runs: ['iterations'],
  delay: ['wait'], sleep: ['wait'],
  depends: ['depends_on'], needs: ['depends_on'], requires: ['depends_on'],
  dir: ['cwd'], workdir: ['cwd'], workingdir: ['cwd'], workingdirectory: ['cwd'],
  code: ['exit_code', 'status'], continueonerror: ['continue_on_failure'],
  environment: ['env', 'execution_environment'], envvars: ['env'],
  health: ['ready'], healthcheck: ['ready'], readiness: ['ready'], readywhen: ['ready'],
  if: ['when'], includes: ['contains'], kill: ['signal'], labels: ['tags'], limit: ['timeout'], output: ['stdout'],
  parameters: ['matrix', 'variables'], params: ['matrix', 'variables'], parametrize: ['matrix'], strategy: ['matrix'],
  regex: ['pattern', 'matches'], pattern: ['matches'], matches: ['pattern'], request: ['http'], restartpolicy: ['restart'],
  timelimit: ['timeout'], timeoutminutes: ['timeout'], timeoutseconds: ['timeout'], title: ['name'], vars: ['variables'],
}));

/** The known key that was probably meant: one that looks alike, or what other tools call otherwise. */
export const meantKey = (key: string, known: readonly string[]): string | undefined =>
  closest(key, known) ?? ELSEWHERE.get(key.toLowerCase().replaceAll(/[-_ ]/g, ''))?.find((name) => known.includes(name));
