import { outputOf } from './run-program';
import { scopeOf } from './control-group';

/** The arguments of `busctl` that ask the user's systemd to put a process into a scope of its own, as `systemd-run --user --scope` does. */
export const scopeArguments = (runId: string, pid: number): readonly string[] => [
  '--user', '--quiet', 'call', 'org.freedesktop.systemd1', '/org/freedesktop/systemd1', 'org.freedesktop.systemd1.Manager', 'StartTransientUnit',
  'ssa(sv)a(sa(sv))', scopeOf(runId), 'fail', '3', 'PIDs', 'au', '1', String(pid), 'Delegate', 'b', 'true', 'CollectMode', 's', 'inactive-or-failed', '0',
];

/** Whether this user has a systemd of their own, which makes control groups for those who may not. */
export const hasUserSystemd = (env: NodeJS.ProcessEnv = process.env): boolean =>
  process.platform === 'linux' && (env['DBUS_SESSION_BUS_ADDRESS'] ?? '') !== '' && (env['XDG_RUNTIME_DIR'] ?? '') !== '';

/** Asks for it; false when that is refused. */
export async function enterScope(runId: string, pid: number): Promise<boolean> {
  return (await outputOf('busctl', scopeArguments(runId, pid))) !== undefined;
}
