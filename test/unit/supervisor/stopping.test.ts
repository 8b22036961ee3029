import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import type { SupervisorClient } from '../../../src/supervisor';
import { Bed, isRunning, obedient, shell, stateOf, stubborn, until } from './bed';

const LONG = { signal: 'SIGTERM', graceMs: 60_000 };
const SHORT = { signal: 'SIGTERM', graceMs: 100 };

describe('supervisor: stopping processes', () => {
  let bed: Bed;
  let client: SupervisorClient;
  beforeEach(async () => {
    bed = new Bed();
    client = await bed.start();
  });
  afterEach(() => bed.dispose());

  it('asks first, with the signal that was asked for', async () => {
    const child = await client.spawn(bed.sh(`trap 'echo asked; exit 5' INT; echo $$ > pid; while :; do sleep 0.01; done`));
    await bed.pidIn('pid');
    assert.deepEqual(await child.stop({ signal: 'SIGINT', graceMs: 60_000 }), { code: 5, signal: null, killed: false });
    assert.deepEqual(await child.ended, { code: 5, signal: null, killed: false });
  });

  it('kills who does not end in time, grandchildren that ignore the signal too', async () => {
    const child = await client.spawn(bed.sh(`${shell(stubborn('grandchild'))} & ${obedient('leader')}`));
    const pids = [await bed.pidIn('leader'), await bed.pidIn('grandchild')];
    const status = await child.stop(SHORT);
    // The leader obeyed; the one it left in its group had to be killed.
    assert.deepEqual(status, { code: null, signal: 'SIGTERM', killed: true });
    assert.deepEqual(pids.filter(isRunning), []);
  });

  it('lets the whole group end by itself within the grace', async () => {
    const child = await client.spawn(bed.sh(`${shell(obedient('grandchild'))} & ${obedient('leader')}`));
    const pids = [await bed.pidIn('leader'), await bed.pidIn('grandchild')];
    assert.deepEqual(await child.stop(LONG), { code: null, signal: 'SIGTERM', killed: false });
    assert.deepEqual(pids.filter(isRunning), []);
  });

  it('wakes stopped processes so that they can hear it', async () => {
    const child = await client.spawn(bed.sh(obedient('pid')));
    const pid = await bed.pidIn('pid');
    process.kill(pid, 'SIGSTOP');
    await until('it has stopped', () => stateOf(pid) === 'T');
    assert.deepEqual(await child.stop(LONG), { code: null, signal: 'SIGTERM', killed: false });
  });

  it('ends a descendant that left the group, also one without the tag', async () => {
    const child = await client.spawn(bed.sh(`env -i setsid ${shell(stubborn('outside'))} & ${obedient('leader')}`));
    const pids = [await bed.pidIn('leader'), await bed.pidIn('outside')];
    const status = await child.stop(SHORT);
    assert.deepEqual(pids.filter(isRunning), []);
    assert.equal(status.killed, true);
  });

  it('asks a descendant that left the group before it kills it', async () => {
    const outside = `trap "echo asked > asked; exit" TERM; echo $$ > outside; while :; do sleep 0.01; done`;
    const child = await client.spawn(bed.sh(`env -i PATH=$PATH setsid ${shell(outside)} & ${obedient('leader')}`));
    await bed.pidIn('leader');
    await bed.pidIn('outside');
    assert.equal((await child.stop(LONG)).killed, false);
    await until('it was asked', () => existsSync(bed.file('asked')));
  });

  it('counts a group of zombies as empty', async () => {
    // Its parent has left for another session and never collects it.
    const member = 'while [ "$(cat /proc/$PPID/comm)" != sleep ]; do :; done; echo $$ > zombie.tmp; mv zombie.tmp zombie';
    const parent = `${shell(member)} & exec setsid sleep 1000`;
    const child = await client.spawn(bed.sh(`${shell(parent)} & while [ ! -e zombie ]; do :; done; exit 0`));
    const zombie = await bed.pidIn('zombie');
    assert.equal((await child.ended).code, 0);
    assert.equal(stateOf(zombie), 'Z');
  });

  it('ends at once what has ended already', async () => {
    const child = await client.spawn(bed.sh('exit 4'));
    await child.ended;
    assert.deepEqual(await child.stop(LONG), { code: 4, signal: null, killed: false });
    await child.signal('SIGTERM');
  });

  it('stops what is left in the group of a leader that has gone', async () => {
    const child = await client.spawn(bed.sh(`${shell(stubborn('left'))} & while [ ! -e left ]; do :; done; exit 7`));
    await child.exited;
    const left = await bed.pidIn('left');
    assert.deepEqual(await child.stop(SHORT), { code: 7, signal: null, killed: true });
    assert.ok(!isRunning(left));
  });

  it('has no grace any more once all are to be killed, also for who is stopping', async () => {
    const deaf = `trap 'echo $$ > asked' TERM; echo $$ > first; while :; do sleep 0.01; done`;
    const [first, second] = await Promise.all([client.spawn(bed.sh(deaf)), client.spawn(bed.sh(stubborn('second')))]);
    const pids = [await bed.pidIn('first'), await bed.pidIn('second')];
    const stopping = first.stop(LONG);
    await bed.pidIn('asked');
    await client.killAll();
    assert.deepEqual(await stopping, { code: null, signal: 'SIGKILL', killed: true });
    assert.ok(isRunning(second.pid));
    assert.deepEqual(await second.stop(LONG), { code: null, signal: 'SIGKILL', killed: true });
    assert.deepEqual(pids.filter(isRunning), []);
  });

  it('signals the main process alone, or its group', async () => {
    const member = (name: string) => `trap "echo ${name} >> heard" USR1; echo $$ > ${name}; while :; do sleep 0.01; done`;
    const child = await client.spawn(bed.sh(`${shell(member('below'))} & ${member('main')}`));
    await bed.pidIn('below');
    await bed.pidIn('main');
    await child.signal('SIGUSR1');
    await until('main has heard', () => heard(bed).length >= 1);
    await child.signal('SIGUSR1', { group: true });
    await until('both have heard', () => heard(bed).length >= 3);
    assert.deepEqual([heard(bed)[0], heard(bed).slice(1).sort()], ['main', ['below', 'main']]);
  });

  it('refuses a signal that does not exist', async () => {
    const child = await client.spawn(bed.sh(obedient('pid')));
    await assert.rejects(child.signal('SIGNOTHING'), /no signal 'SIGNOTHING'/);
    await assert.rejects(child.stop({ signal: 'TERM', graceMs: 1 }), /no signal 'TERM'/);
    assert.ok(isRunning(child.pid));
  });
});

const heard = (bed: Bed): readonly string[] => (existsSync(bed.file('heard')) ? readFileSync(bed.file('heard'), 'utf8').trimEnd().split('\n') : []);
