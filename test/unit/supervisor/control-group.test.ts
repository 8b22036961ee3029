import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ControlGroup } from '../../../src/supervisor/control-group';
import { foldersOf } from '../../../src/supervisor/own-control-groups';
import { hasUserSystemd, scopeArguments } from '../../../src/supervisor/systemd-scope';

const V2 = '35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n';
const V1 = [
  '31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755',
  '34 31 0:31 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct',
  '37 31 0:34 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer',
  '40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd',
  '41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw',
].join('\n');

describe('control groups', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'cgroup-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** A folder tree as the kernel would show it. @returns the folder that stands for /proc/self. */
  const fakeSystem = (own: string): string => {
    writeFileSync(path.join(dir, 'cgroup'), `0::${own}\n`);
    writeFileSync(path.join(dir, 'mountinfo'), `35 24 0:30 / ${path.join(dir, 'fs')} rw - cgroup2 cgroup2 rw\n`);
    return dir;
  };
  const group = (folder: string, ...pids: readonly number[]): string => {
    const whole = path.join(dir, 'fs', folder);
    mkdirSync(whole, { recursive: true });
    writeFileSync(path.join(whole, 'cgroup.procs'), pids.map((pid) => `${pid}\n`).join(''));
    return whole;
  };

  it('are found where they are mounted, version 2 first, then a freezer, then one with a name', () => {
    assert.deepEqual(foldersOf('0::/user.slice/a.scope\n', V2), ['/sys/fs/cgroup/user.slice/a.scope']);
    assert.deepEqual(
      foldersOf('9:name=systemd:/a\n6:freezer:/b\n4:cpu,cpuacct:/c\n0::/d\n', V1),
      ['/sys/fs/cgroup/unified/d', '/sys/fs/cgroup/freezer/b', '/sys/fs/cgroup/systemd/a'],
    );
  });

  it('are found below what a container has of them, and not outside of it', () => {
    const mount = '37 31 0:34 /docker/abc /sys/fs/cgroup/free\\040zer rw master:3 - cgroup cgroup rw,freezer\n';
    assert.deepEqual(foldersOf('6:freezer:/docker/abc/x\n', mount), ['/sys/fs/cgroup/free zer/x']);
    assert.deepEqual(foldersOf('6:freezer:/docker/other\n6:freezer:/docker/abc\n', mount), ['/sys/fs/cgroup/free zer']);
  });

  it('are none where the system has none, or tells nonsense', async () => {
    assert.deepEqual(foldersOf('', ''), []);
    assert.deepEqual(foldersOf('nonsense\n0::relative\n', 'nonsense\n - \n'), []);
    assert.equal(await ControlGroup.make('run', path.join(dir, 'nowhere')), undefined);
  });

  it('holds nobody but a process only where it is known who is in it and nobody can be below it', async () => {
    const own = group('experiment-observer-run', 42);
    const found = await ControlGroup.ofMember('run', fakeSystem('/experiment-observer-run'));
    assert.deepEqual([found?.holdsOnly(42), found?.holdsOnly(4)], [true, false]);
    group('experiment-observer-run', 42, 43);
    assert.equal(found?.holdsOnly(42), false);
    group('experiment-observer-run', 42);
    group('experiment-observer-run/below', 44);
    assert.equal(found?.holdsOnly(42), false);
    rmSync(own, { recursive: true });
    assert.equal(found?.holdsOnly(42), false);
  });

  it('is not made in a folder that is no control group, which is left as it was', async () => {
    const own = group('own');
    assert.equal(await ControlGroup.make('run', fakeSystem('/own')), undefined);
    assert.deepEqual(readdirSync(own), ['cgroup.procs']);
  });

  it('tells the processes in it and in groups below it, each once', async () => {
    group('own/experiment-observer-run', 7, 8, 7);
    group('own/experiment-observer-run/inner/most', 9, 0);
    const found = await ControlGroup.ofMember('run', fakeSystem('/own/experiment-observer-run'));
    assert.deepEqual((await found?.pids())?.toSorted(), [7, 8, 9]);
  });

  it('is the run\'s own only by its name, made by us or by systemd', async () => {
    group('own/experiment-observer-run', 7);
    assert.equal(await ControlGroup.ofMember('run', fakeSystem('/own')), undefined);
    assert.equal(await ControlGroup.ofMember('ru', fakeSystem('/own/experiment-observer-run')), undefined);
    const scope = group('own/experiment-observer-run.scope', 7);
    assert.equal((await ControlGroup.ofMember('run', fakeSystem('/own/experiment-observer-run.scope')))?.path, scope);
  });

  it('is believed from a record only by its name, and while it is there', async () => {
    const folder = group('own/experiment-observer-run', 7);
    assert.equal((await ControlGroup.recorded(folder, 'run'))?.path, folder);
    assert.equal(await ControlGroup.recorded(folder, 'other'), undefined);
    assert.equal(await ControlGroup.recorded(group('own', 7), 'run'), undefined);
    assert.equal(await ControlGroup.recorded('experiment-observer-run', 'run'), undefined);
    rmSync(folder, { recursive: true });
    assert.equal(await ControlGroup.recorded(folder, 'run'), undefined);
  });

  it('that nobody came into is removed from outside; one that is in use stays', async () => {
    const proc = fakeSystem('/own');
    const [unused, used] = [path.join(dir, 'fs/own/experiment-observer-unused'), group('own/experiment-observer-used', 1)];
    mkdirSync(unused);
    for (const run of ['unused', 'used', 'never made']) await ControlGroup.removeUnused(run, proc);
    assert.deepEqual([existsSync(unused), existsSync(used)], [false, true]);
  });

  it('has nobody once it has gone', async () => {
    const folder = group('own/experiment-observer-run', 7);
    const found = await ControlGroup.recorded(folder, 'run');
    rmSync(folder, { recursive: true });
    assert.deepEqual(await found?.pids(), []);
    assert.equal(await found?.kill(), false);
    assert.equal(await found?.remove(), true);
  });

  it('is asked of the user\'s systemd where no folder may be made', () => {
    assert.deepEqual(scopeArguments('run', 12).slice(-16), [
      'StartTransientUnit', 'ssa(sv)a(sa(sv))', 'experiment-observer-run.scope', 'fail', '3', 'PIDs', 'au', '1', '12', 'Delegate', 'b', 'true',
      'CollectMode', 's', 'inactive-or-failed', '0',
    ]);
    assert.equal(hasUserSystemd({}), false);
    assert.equal(hasUserSystemd({ XDG_RUNTIME_DIR: '/run/user/1', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1/bus' }), process.platform === 'linux');
  });
});
