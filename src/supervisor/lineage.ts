import type { KnownProcess, ProcessRow } from './process-row';

/** Processes of the table that descend from any of `roots`, without these. */
export function descendantsOf(roots: Iterable<number>, rows: readonly ProcessRow[]): readonly ProcessRow[] {
  const children = new Map<number, ProcessRow[]>();
  for (const row of rows) {
    const siblings = children.get(row.ppid);
    if (siblings === undefined) children.set(row.ppid, [row]);
    else siblings.push(row);
  }
  const seen = new Set(roots);
  const found: ProcessRow[] = [];
  const queue = [...seen];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    for (const child of children.get(pid) ?? []) {
      if (seen.has(child.pid)) continue;
      seen.add(child.pid);
      found.push(child);
      queue.push(child.pid);
    }
  }
  return found;
}

/** The living members of a group; none when its leader's pid has meanwhile been given to another process. */
export function livingMembers(leader: KnownProcess, rows: readonly ProcessRow[]): readonly ProcessRow[] {
  const now = rows.find(({ pid }) => pid === leader.pid);
  if (now !== undefined && now.startTime !== leader.startTime) return [];
  return rows.filter(({ group, gone }) => group === leader.pid && !gone);
}

/** Those of `known` that the table still shows running, as themselves. */
export function stillThere(known: Iterable<KnownProcess>, rows: readonly ProcessRow[]): readonly ProcessRow[] {
  const byPid = new Map(rows.map((row) => [row.pid, row]));
  return [...known].flatMap(({ pid, startTime }) => {
    const row = byPid.get(pid);
    return row !== undefined && !row.gone && row.startTime === startTime ? [row] : [];
  });
}
