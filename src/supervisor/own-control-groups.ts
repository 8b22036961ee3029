import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The control groups that a process is in, as folders, those first that serve best: version 2, then a freezer, then one that only has a name. */
export async function ownControlGroups(proc = '/proc/self'): Promise<readonly string[]> {
  const [groups, mounts] = await Promise.all(['cgroup', 'mountinfo'].map((file) => readFile(path.join(proc, file), 'utf8').catch(() => '')));
  return foldersOf(groups ?? '', mounts ?? '');
}

/** @param groups as in /proc/PID/cgroup @param mounts as in /proc/PID/mountinfo */
export function foldersOf(groups: string, mounts: string): readonly string[] {
  const mounted = mounts.split('\n').flatMap((line) => parseMount(line) ?? []);
  const ranked = groups.split('\n').flatMap((line) => {
    const [, id, controllers = '', group = ''] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    if (id === undefined) return [];
    const rank = controllers === '' ? 0 : controllers.split(',').includes('freezer') ? 1 : controllers.startsWith('name=') ? 2 : undefined;
    if (rank === undefined) return [];
    const mount = mounted.find(({ options }) => (controllers === '' ? options === undefined : options?.includes(controllers.split(',')[0] ?? '') === true));
    const below = mount === undefined ? undefined : relativeTo(mount.root, group);
    return mount === undefined || below === undefined ? [] : [{ rank, folder: path.join(mount.point, below) }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ folder }) => folder);
}

/** `38 31 0:35 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer`; version 2 has no options that matter. */
function parseMount(line: string): { readonly root: string; readonly point: string; readonly options?: readonly string[] } | undefined {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , root, point] = before.split(' ');
  const [type, , options = ''] = after.split(' ');
  if (root === undefined || point === undefined || (type !== 'cgroup' && type !== 'cgroup2')) return undefined;
  return { root: unescaped(root), point: unescaped(point), ...(type === 'cgroup' ? { options: options.split(',') } : {}) };
}

/** Undefined when the group lies outside of what is mounted, as that of a container's host does. */
function relativeTo(root: string, group: string): string | undefined {
  const below = path.posix.relative(root, group);
  return below === '..' || below.startsWith('../') ? undefined : below;
}

const unescaped = (text: string): string => text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
