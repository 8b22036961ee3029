/** Program and arguments of a command as the file gives it: a list never meets a shell, a string does. */
export function commandLine(command: string | readonly string[], shell: readonly string[] = defaultShell()): readonly string[] {
  return typeof command === 'string' ? [...shell, command] : command;
}

const defaultShell = (): readonly string[] =>
  process.platform === 'win32' ? [process.env['ComSpec'] ?? 'cmd.exe', '/d', '/s', '/c'] : ['/bin/sh', '-c'];
