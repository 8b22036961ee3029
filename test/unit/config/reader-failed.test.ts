import assert from 'node:assert/strict';
import path from 'node:path';
import { loadExperiment, loadExperimentText, NO_EXTENSIONS, type ConfigExtensions, type LoadedExperiment } from '../../../src/config';
import { buildWorker } from '../workers/build-worker';
import { FILE } from './reading';

/** What no plug-in gets past its own check: the reader has nothing for it. */
const FAULT: ConfigExtensions = { ...NO_EXTENSIONS, steps: { faulty: { plugin: 'faulty', schema: { if: { type: 'string' }, then: {} } } } };
const TEXT = 'tests: [ { name: a, steps: [ { wait: 1ms } ] } ]';
const LARGE = `${TEXT}\n${'# padding that makes the file large enough for a thread\n'.repeat(200)}`;

const isTold = ({ problems, blocked, tests, text, name }: LoadedExperiment, of: string): void => {
  assert.deepEqual([problems.map(({ code, severity }) => `${severity} ${code}`), blocked, tests, text, name], [['error reader-failed'], true, [], of, path.basename(FILE)]);
  const [{ message = '' } = {}] = problems;
  assert.match(message, /^Experiment Observer itself broke while it read sample\.experiment\.yaml: .*if.*\. This is not a fault of the file: please report it, with the file, at https:\/\/\S+\/issues$/);
};

describe('a fault of the reader itself', () => {
  let built: Awaited<ReturnType<typeof buildWorker>>;
  before(async () => { built = await buildWorker(); });
  after(() => built.remove());

  it('is a problem of the file, at once, in steps and in a thread', async () => {
    isTold(loadExperiment(FILE, TEXT, { extensions: FAULT }), TEXT);
    isTold(await loadExperimentText(FILE, Buffer.from(TEXT), { extensions: FAULT }), TEXT);
    isTold(await loadExperimentText(FILE, LARGE, { extensions: FAULT, workerScript: built.script }), LARGE);
  });

  it('is one also in what looks at the machine', async () => {
    const environment = new Proxy({}, { ownKeys: () => { throw new Error('no if here'); } });
    isTold(await loadExperimentText(FILE, TEXT, { environment }), TEXT);
  });

  it('does not hide that a reading was given up', async () => {
    await assert.rejects(loadExperimentText(FILE, TEXT, { extensions: FAULT, signal: AbortSignal.abort(new Error('stale')) }), /stale/);
  });
});
