import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { SpawnRequest, SupervisorClient } from '../../../src/supervisor';
import { Bed, obedient, until } from './bed';

describe('supervisor: processes that wait their turn', function () {
  if (process.platform === 'win32') return;
  let bed: Bed;
  let client: SupervisorClient;
  beforeEach(async () => {
    bed = new Bed();
    client = await bed.start();
  });
  afterEach(() => bed.dispose());

  const logs = (name: string): Pick<SpawnRequest, 'stdoutFile' | 'stderrFile'> => ({ stdoutFile: bed.file(`${name}/steps/out.log`), stderrFile: bed.file(`${name}/steps/err.log`) });
  const printing = (name: string): SpawnRequest => bed.sh(`echo ${name}`, logs(name));
  const printed = (name: string): string => readFileSync(bed.file(`${name}/steps/out.log`), 'utf8');
  /** Ends with this code once it is let go. */
  const first = (makesRoom: SpawnRequest['makesRoom'], code = 0): SpawnRequest => bed.sh(`while [ ! -e ${bed.file('go')} ]; do sleep 0.01; done; exit ${code}`, makesRoom === undefined ? {} : { makesRoom });
  const letGo = (): void => writeFileSync(bed.file('go'), '');
  const prepared = (name: string): Promise<void> => until(`the files of ${name} are there`, () => existsSync(bed.file(`${name}/steps/err.log`)));

  for (const makesRoom of ['always', 'when-alone'] as const) {
    it(`the first of them starts when one that makes room (${makesRoom}) has ended well, the next stays`, async () => {
      const running = await client.spawn(first(makesRoom));
      const [one, two] = [client.spawnInTurn(printing('one')), client.spawnInTurn(printing('two'))];
      await prepared('two');
      assert.equal(printed('one'), '', 'it does not begin before');
      letGo();
      await running.ended;
      // Whether something is left is not known at once where others on this machine start processes, too.
      if (makesRoom === 'when-alone' && !one.hasBegun) one.go();
      assert.deepEqual([one.hasBegun, two.hasBegun], [true, false], 'it is told with the end');
      assert.deepEqual(await (await one.started).ended, { code: 0, signal: null, killed: false });
      assert.equal(printed('one'), 'one\n');
      assert.equal(printed('two'), '');
      two.go();
      assert.equal((await (await two.started).ended).code, 0);
      assert.equal(printed('two'), 'two\n');
    });
  }

  it('nobody starts after one that failed, makes no room, or left something behind where it must be alone', async () => {
    const waiting = client.spawnInTurn(printing('one'));
    await prepared('one');
    letGo();
    for (const request of [first('always', 3), first(undefined), bed.sh(`setsid -f /bin/sh -c '${obedient(bed.file('pid'))}' < /dev/null > /dev/null 2>&1`, { makesRoom: 'when-alone' })]) {
      await (await client.spawn(request)).ended;
      await client.sweep();
      assert.equal(waiting.hasBegun, false);
    }
    assert.equal(printed('one'), '');
    waiting.go();
    assert.equal((await (await waiting.started).ended).code, 0);
  });

  it('go and drop count from the moment of the request', async () => {
    const atOnce = client.spawnInTurn(printing('one'));
    atOnce.go();
    assert.equal((await (await atOnce.started).ended).code, 0);
    const never = client.spawnInTurn(printing('two'));
    await never.drop();
    await assert.rejects(never.started, /not wanted/);
    assert.ok(!existsSync(bed.file('two')));
  });

  it('of one that is dropped nothing is left, of one that had begun nobody lives', async () => {
    const waiting = client.spawnInTurn(printing('one'));
    await prepared('one');
    await waiting.drop();
    await assert.rejects(waiting.started, /not wanted/);
    assert.ok(!existsSync(bed.file('one')), 'nor what was made for it');
    letGo();
    const begun = client.spawnInTurn(bed.sh('echo alive; exec sleep 1000', logs('two')));
    await (await client.spawn(first('always'))).ended;
    await until('it runs', () => printed('two') === 'alive\n');
    await begun.drop();
    assert.deepEqual(bed.tagged(), []);
    assert.equal(printed('two'), 'alive\n', 'what was printed stays');
  });

  it('with their supervisor they go, too', async () => {
    const waiting = client.spawnInTurn(printing('one'));
    await prepared('one');
    await client.dispose();
    await assert.rejects(waiting.started);
    assert.ok(!existsSync(bed.file('one')));
  });
});
