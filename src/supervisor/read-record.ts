import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { BoundPorts } from './bound-ports';
import { bootId } from './process-identity';
import type { KnownProcess } from './process-row';

const recorded = { pid: z.int().positive(), startTime: z.string() };
/** The lines of the record that tell of processes; see `RecordLine`. */
const line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('supervisor'), ...recorded, bootId: z.string() }),
  z.object({ kind: z.literal('started'), ...recorded, bootId: z.string() }),
  z.object({ kind: z.literal('descendant'), ...recorded, bootId: z.string() }),
  z.object({ kind: z.literal('ended'), ...recorded }),
  z.object({ kind: z.literal('control-group'), path: z.string() }),
  z.object({
    kind: z.literal('ports'), ...recorded, bootId: z.string(), ports: z.array(z.int()), command: z.array(z.string()), cwd: z.string(), path: z.string(),
    executable: z.string().optional(),
  }),
  z.object({ kind: z.literal('released'), ports: z.array(z.int()) }),
  z.object({ kind: z.literal('host-silent'), ms: z.number() }),
]);

/** What a run has started in this boot, as far as its record tells. */
export interface RecordedProcesses {
  /** Leaders of groups that are not known to be empty. */
  readonly leaders: readonly KnownProcess[];
  readonly descendants: readonly KnownProcess[];
  /** Start time of the supervisor: nothing of the run is older. */
  readonly since?: string;
  /** What its services may still listen on. */
  readonly bound: readonly BoundPorts[];
  /** The folder of its control group. */
  readonly controlGroup?: string;
  /** The host was ended for having been silent for so many milliseconds. */
  readonly hostSilentMs?: number;
}

/** Lines that cannot be understood, such as a torn last one, are passed over; a missing file has none. */
export async function readRecord(file: string): Promise<RecordedProcesses> {
  const boot = await bootId();
  const leaders = new Map<string, KnownProcess>();
  const descendants: KnownProcess[] = [];
  let since: string | undefined;
  let hostSilentMs: number | undefined;
  let controlGroup: string | undefined;
  let bound: readonly BoundPorts[] = [];
  for (const told of parseLines(await readFile(file, 'utf8').catch(() => ''))) {
    switch (told.kind) {
      case 'host-silent':
        hostSilentMs = told.ms;
        break;
      case 'control-group':
        controlGroup = told.path;
        break;
      case 'released':
        bound = bound.filter(({ ports }) => !ports.some((port) => told.ports.includes(port)));
        break;
      case 'ended':
        leaders.delete(`${told.pid} ${told.startTime}`);
        break;
      case 'ports': {
        const { executable, ...rest } = told;
        if (told.bootId === boot) bound = [...bound, { ...rest, ...(executable === undefined ? {} : { executable }) }];
        break;
      }
      default:
        if (told.bootId !== boot) break;
        if (told.kind === 'started') leaders.set(`${told.pid} ${told.startTime}`, { pid: told.pid, startTime: told.startTime });
        else if (told.kind === 'descendant') descendants.push({ pid: told.pid, startTime: told.startTime });
        else since = told.startTime;
    }
  }
  return {
    leaders: [...leaders.values()], descendants, bound, ...(since === undefined ? {} : { since }),
    ...(controlGroup === undefined ? {} : { controlGroup }), ...(hostSilentMs === undefined ? {} : { hostSilentMs }),
  };
}

function parseLines(text: string): readonly z.infer<typeof line>[] {
  return text.split('\n').flatMap((json) => {
    const parsed = line.safeParse(parseJson(json));
    return parsed.success ? [parsed.data] : [];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
