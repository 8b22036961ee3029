import { missingProgram, SpawnError, type SpawnRequest } from '../supervisor';

type Plain = Pick<SpawnRequest, 'command' | 'cwd' | 'env'>;

/** What programs assume where a terminal does not say how large it is. */
const SIZE = 'stty rows 24 cols 80 2>/dev/null';

/**
 * A command at a pseudo terminal of its own, made by `script`, of util-linux or of BSD; its output is that of `script`,
 * which stays as long as the command runs. @throws SpawnError where there is no such program
 */
export async function atTerminal({ command, cwd, env }: Plain, platform: string = process.platform): Promise<Pick<Plain, 'command' | 'env'>> {
  if (platform === 'win32') throw new SpawnError('program-missing', '`tty: true` needs a pseudo terminal, which cannot be had on Windows');
  const missing = await missingProgram('script', { cwd, env });
  if (missing !== undefined) throw new SpawnError('program-missing', `\`tty: true\` needs the program 'script', of util-linux or BSD, for a pseudo terminal: ${missing.message}`);
  const { SHELL: shell, TERM: terminal = 'xterm' } = env;
  if (platform !== 'linux') {
    return { command: ['script', '-q', '/dev/null', '/bin/sh', '-c', `${SIZE}; exec "$@"`, 'sh', ...command], env: { ...env, TERM: terminal } };
  }
  // It gives the command to the user's shell, which may be any: not here.
  const restored = shell === undefined ? 'unset SHELL' : `SHELL=${quoted(shell)}`;
  return { command: ['script', '-qec', `${SIZE}; ${restored}; exec ${command.map(quoted).join(' ')}`, '/dev/null'], env: { ...env, TERM: terminal, SHELL: '/bin/sh' } };
}

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;
