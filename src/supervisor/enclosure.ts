import { ControlGroup } from './control-group';
import { enterScope, hasUserSystemd } from './systemd-scope';

/** What holds all processes of a run together, whatever they do to get away. */
export interface Enclosure {
  /** For people. */
  readonly name: string;
  /** Puts a process into it, with what that will start. Never rejects: without it there are other means. */
  take(pid: number): Promise<void>;
  /** Undoes it once the process has gone. */
  remove(): Promise<void>;
}

/** The best that this machine offers to this user; undefined when that is none. Cheap: nothing is waited for but a new folder. */
export async function prepareEnclosure(runId: string): Promise<Enclosure | undefined> {
  const group = await ControlGroup.make(runId);
  if (group !== undefined) {
    return {
      name: `control group ${group.path}`,
      take: (pid) => group.add(pid).catch(() => undefined),
      remove: async () => void (await group.remove()),
    };
  }
  if (!hasUserSystemd()) return undefined;
  return { name: 'a scope of the user\'s systemd', take: async (pid) => void (await enterScope(runId, pid)), remove: async () => undefined };
}
