import { writeFileSync } from 'node:fs';
import { prepareEnclosure, SupervisorClient, type SpawnRequest } from '../../../src/supervisor';

/** A host for the tests to kill: starts what it is told to, writes its supervisor's pid into the latch, and lives. */
async function main(): Promise<void> {
  const [script = '', runId = '', recordFile = '', requests = '[]', latch = ''] = process.argv.slice(2);
  const enclosure = await prepareEnclosure(runId);
  const client = await SupervisorClient.start({ script, runId, recordFile, ...(enclosure === undefined ? {} : { enclosure }) });
  const commands = JSON.parse(requests) as readonly SpawnRequest[];
  await Promise.all(commands.map((request) => client.spawn(request)));
  writeFileSync(latch, String(client.pid));
  setInterval(() => undefined, 60_000);
}

void main();
