import assert from 'node:assert/strict';
import { leftOpenBy } from '../../../src/testing/open-resources';

describe('what work leaves open', () => {
  const timers: NodeJS.Timeout[] = [];
  afterEach(() => timers.splice(0).forEach((timer) => clearInterval(timer)));
  const interval = (): NodeJS.Timeout => {
    const timer = setInterval(() => undefined, 1000);
    timers.push(timer);
    return timer;
  };

  it('is told, also when it was opened late', async () => {
    const late = async (): Promise<void> => {
      await new Promise(setImmediate);
      interval();
      interval();
    };
    assert.deepEqual(await leftOpenBy(late, 0), [{ message: '2 more of Timeout' }]);
  });

  it('is not what it has closed, or what keeps no program from ending', async () => {
    assert.deepEqual(await leftOpenBy(async () => { clearInterval(interval()); interval().unref(); }, 1000), []);
  });

  it('is not what others open meanwhile', async () => {
    let go = (): void => undefined;
    const gone = new Promise<void>((resolve) => (go = resolve));
    const looked = leftOpenBy(() => gone, 0);
    interval();
    go();
    assert.deepEqual(await looked, []);
  });
});
