import { stat } from 'node:fs/promises';
import path from 'node:path';
import { RECORDING_PROGRAMS } from '../config';
import { missingProgram, type SupervisedProcess } from '../supervisor';
import { FOLDER } from './artifact-folder';
import type { Artifact } from './artifacts';
import { withLimit } from './limits';
import { lastLines } from './log-tail';
import { pollUntil } from './ready/condition';
import type { StepContext } from './step-context';

/** Below `artifacts/`. */
const FILE = 'packets.pcap';
const READY_MS = 5000;
const LOOK_MS = 10;
/** What a recording without any packet has: its head. */
const HEAD_BYTES = 24;

/** They write to their standard output, and say on the other one when they have begun. */
const RECORDERS: { readonly [program in (typeof RECORDING_PROGRAMS)[number]]: { args(device: string, filter: string): readonly string[]; readonly begun: RegExp } } = {
  tcpdump: { args: (device, filter) => ['-i', device, '-n', '-U', '--immediate-mode', '-w', '-', filter], begun: /listening on / },
  dumpcap: { args: (device, filter) => ['-i', device, '-P', '-q', '-w', '-', '-f', filter], begun: /^File: /m },
};

const LOOPBACK: { readonly [platform: string]: string } = { linux: 'lo', win32: '\\Device\\NPF_Loopback' };

/** Records the packets at the ports of a test case's services, from before their start until after their end. */
export class PacketRecorder {
  private constructor(private readonly process: SupervisedProcess, private readonly file: string, private readonly log: string) {}

  /**
   * Starts to record; what was started ends with the test case's other processes.
   * @throws Error that says which program, or which right, is missing; or the reason of the context's signal
   */
  static async start(ports: readonly number[], ctx: Pick<StepContext, 'test' | 'testDir' | 'fileDir' | 'env' | 'processes' | 'clock' | 'signal'>): Promise<PacketRecorder> {
    const { testDir, fileDir, env, processes, clock, signal } = ctx;
    if (ports.length === 0) throw new Error('no service has a port');
    const missing = await Promise.all(RECORDING_PROGRAMS.map((name) => missingProgram(name, { cwd: fileDir, env })));
    const program = RECORDING_PROGRAMS.find((_, index) => missing[index] === undefined);
    if (program === undefined) throw new Error(`there is no program ${RECORDING_PROGRAMS.join(' or ')} in PATH`);
    const { args, begun } = RECORDERS[program];
    const [stdoutFile, stderrFile] = [path.join(testDir, FOLDER, FILE), path.join(testDir, 'packets.log')];
    const filter = ports.map((port) => `port ${port}`).join(' or ');
    const process = await processes.spawn({
      id: `${ctx.test}/packets`, command: [program, ...args(LOOPBACK[globalThis.process.platform] ?? 'lo0', filter)], cwd: testDir, env, stdoutFile, stderrFile,
    });
    const recording = new PacketRecorder(process, stdoutFile, stderrFile);
    let ended = false;
    void process.exited.then(() => (ended = true));
    await withLimit({ what: `Waiting for ${program}`, ms: READY_MS, clock, signal }, (inner) => pollUntil(async () => {
      // Before its words are read: what it said last is among them.
      const over = ended;
      const said = (await recording.#lastWords()).join('\n');
      if (over && !begun.test(said)) throw new Error(said === '' ? `${program} ended at once` : said.replace(/\s+/g, ' '));
      return begun.test(said);
    }, { clock, intervalMs: LOOK_MS, signal: inner }));
    return recording;
  }

  /** What was recorded, once it has been stopped; undefined: no packet. @throws Error when it had ended by itself */
  async artifact(): Promise<Artifact | undefined> {
    const { code } = await this.process.exited;
    if (code !== null && code !== 0) throw new Error(`the recording ended with exit code ${code}: ${(await this.#lastWords()).join(' ')}`);
    const { size } = await stat(this.file);
    return size > HEAD_BYTES ? { path: FILE, size } : undefined;
  }

  #lastWords(): Promise<readonly string[]> {
    return lastLines(this.log, 0, 5).catch(() => []);
  }
}
