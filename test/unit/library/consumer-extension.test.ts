import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Consumer } from './consumer';

describe('api.d.ts', () => {
  let consumer: Consumer;
  before(async () => { consumer = await Consumer.install(); });
  after(() => consumer.remove());

  it('is all that another extension needs: the one of the host tests compiles with it alone', () => {
    for (const name of ['extension.ts', 'findings.ts']) consumer.write({ [name]: readFileSync(`test/host/consumer-extension/${name}`, 'utf8') });
    for (const resolution of ['node16', 'bundler'] as const) assert.deepEqual(consumer.typeErrors(['extension.ts'], resolution, ['vscode']), []);
  });

  it('refuses what the API does not have', () => {
    consumer.write({ 'wrong.ts': "import type { ExperimentObserverApi } from 'experiment-observer/api'; export const f = (api: ExperimentObserverApi) => api.cancel(5);" });
    assert.match(consumer.typeErrors(['wrong.ts'], 'bundler', ['vscode']).join(), /'number' is not assignable to parameter of type 'string'/);
  });
});
