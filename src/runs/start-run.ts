import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Redactor } from '../events';
import { ExperimentManager, systemClock } from '../engine';
import { executionEnvironments, LocalhostNetwork, PortReservations, PortsOnDemand, SparePorts } from '../environments';
import { createRun, rememberOutputDir } from '../results';
import { prepareEnclosure, SupervisorClient } from '../supervisor';
import { RegexWorker } from '../workers';
import { LiveRun, type Driver } from './live-run';
import { OWNER_FILE, thisOwner, writeOwner } from './owner';
import { PROCESSES_FILE } from './processes-file';
import type { Run, RunRequest } from './run';
import { bringKept } from './resume';
import { secretValues } from './secret-values';
import { unwritable } from './run-refused';
import { testsToRun } from './tests-to-run';

/**
 * Starts a run of an experiment and returns once its folder and its supervisor are there; the first event comes after that.
 * @throws RunRefused when nothing of the file can run, or the run's folder cannot be written.
 */
export async function startRun(request: RunRequest): Promise<Run> {
  const { loaded, only, resume, supervisorAhead } = request;
  const tests = testsToRun(loaded, only);
  const values = secretValues(loaded, process.env);
  const hidden = Object.values(values);
  const redactor = hidden.length === 0 ? request.redactor : new Redactor(hidden);
  const outputDir = request.outputDir ?? loaded.outputDir;
  const { id, dir } = await createRun({ outputDir, name: loaded.name, file: loaded.file, text: redactor?.mask(loaded.text) ?? loaded.text, ...(supervisorAhead === undefined ? {} : { id: supervisorAhead.runId }) }).catch(unwritable(outputDir));
  let processes: SupervisorClient | undefined;
  const enclosure = await prepareEnclosure(id);
  try {
    await writeOwner(path.join(dir, OWNER_FILE), await thisOwner(request.owner)).catch(unwritable(outputDir));
    const { supervisorScript: script, hostSilenceMs } = request;
    processes = await SupervisorClient.start({ script, runId: id, recordFile: path.join(dir, PROCESSES_FILE), secrets: hidden, ...(supervisorAhead?.runId === id ? { ahead: supervisorAhead } : {}), ...(enclosure === undefined ? {} : { enclosure }), ...(hostSilenceMs === undefined ? {} : { hostSilenceMs }) });
    const client = processes;
    // Not remembered, a run is still found beside its file.
    await rememberOutputDir(outputDir).catch(() => undefined);
    const open = async (): Promise<LiveRun> => new LiveRun(id, dir, { ...request, ...(redactor === undefined ? {} : { redactor }), settings: loaded.observers });
    const run = await open().catch(unwritable(outputDir));
    if (request.plugins !== undefined) run.attach(request.plugins, loaded.file);
    const ports = new SparePorts(new PortsOnDemand(new PortReservations()));
    const regex = new RegexWorker(path.join(path.dirname(request.supervisorScript), 'worker.js'));
    const manager = new ExperimentManager({
      events: run.events, settle: () => run.settle(), processes: client, clock: systemClock, networks: [new LocalhostNetwork(ports)], environments: [...executionEnvironments(), ...request.plugins?.environments ?? []], validators: [...request.validators ?? [], ...request.plugins?.validators ?? []], regex, hostEnv: process.env,
      ...(redactor === undefined ? {} : { secrets: { values, redactor } }),
      ...(request.plugins === undefined || request.plugins.isEmpty ? {} : { extensions: request.plugins.extensions }),
    });
    const timeoutMs = request.timeoutMs ?? loaded.timeoutMs;
    const driver: Driver = {
      run: async () => manager.run({
        ...(resume === undefined ? {} : { kept: await bringKept(tests, resume, dir), resumes: { run: resume.run, dir: resume.dir } }),
        ...(request.shard === undefined ? {} : { shard: request.shard }),
        ...(request.readWith === undefined ? {} : { readWith: request.readWith }),
        runId: id, dir, loaded, tests, parallel: request.parallel ?? loaded.parallel, failFast: request.failFast ?? loaded.failFast,
        ...(request.seed === undefined ? {} : { seed: request.seed }), ...(timeoutMs === undefined ? {} : { timeoutMs }), owner: request.owner, source: loaded.source,
        ...(request.plugins === undefined ? {} : { pluginEvents: request.plugins.events }),
      }),
      cancel: (reason) => manager.cancel(reason),
      dispose: async () => {
        await ports.close();
        await regex.dispose();
        await client.dispose();
      },
    };
    // The caller gets to attach its listeners before the first event.
    setImmediate(() => void run.drive(driver));
    return run;
  } catch (error) {
    // Nothing has run yet: a folder without a journal would only puzzle.
    await processes?.dispose();
    await enclosure?.remove();
    await rm(dir, { recursive: true, force: true });
    throw error;
  }
}
