import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import fc from 'fast-check';
import { SupervisorClient } from '../../../src/supervisor';
import { isSupervisorMessage } from '../../../src/supervisor/sound-messages';
import { changed, placesOf } from '../changed-places';
import { Bed, isRunning, supervisorScript, until } from './bed';

/** `RUNS=1000` tries so many; `SEED` repeats an earlier suite. */
const RUNS = Number(process.env['RUNS'] ?? 30);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 0x7fffffff));
const PARAMS = { numRuns: RUNS, seed: SEED };

/** None of these is the pid of anybody. */
const other = fc.constantFrom<unknown>(undefined, null, true, -1, 0, 1, 1.5, 1e308, '', 'x', '__proto__', 'SIGNOPE', 'SIGKILL', [], [null], {}, { toString: 1 }, ['sleep', '1000'], '💥'.repeat(1000));
const mutated = (messages: readonly unknown[]): fc.Arbitrary<unknown> => fc.constantFrom(...messages).chain((message) => (
  fc.array(fc.tuple(fc.constantFrom(...placesOf(message)), other), { maxLength: 2 }).map((changes) => changes.reduce<unknown>((now, [at, by]) => changed(now, at, by), message))));
const lineOf = (message: unknown): string => `${JSON.stringify(message) ?? 'null'}\n`;

/** A supervisor with whom one can talk as one likes, also in bytes that are no messages. */
class RawSupervisor {
  readonly child: ChildProcess;
  readonly channel: Duplex;
  readonly ended: Promise<void>;
  #heard = '';
  readonly #waiting = new Set<() => void>();

  constructor(bed: Bed) {
    this.child = spawn(process.execPath, [supervisorScript(), bed.runId, ''], {
      cwd: bed.dir, stdio: ['ignore', 'ignore', 'ignore', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' },
    });
    this.channel = this.child.stdio[3] as Duplex;
    // Whoever breaks closes it.
    this.channel.on('error', () => undefined);
    this.channel.setEncoding('utf8').on('data', (text: string) => {
      this.#heard += text;
      for (const look of this.#waiting) look();
    });
    this.ended = new Promise((resolve) => this.child.once('exit', () => resolve()));
  }

  say(words: string | Uint8Array): void {
    if (this.channel.writable) this.channel.write(words);
  }

  /** Resolves once it has said this, or has ended. */
  async hears(word: string): Promise<boolean> {
    const said = new Promise<void>((resolve) => {
      const look = (): void => {
        if (!this.#heard.includes(word)) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
    await Promise.race([said, this.ended]);
    return this.#heard.includes(word);
  }
}

if (process.platform === 'linux') describe('any message', function () {
  this.timeout(120_000 + RUNS * 10_000);
  after(() => console.log(`      seed ${SEED}`));

  const statusOf = { code: null, signal: 'SIGTERM', killed: false };

  describe('to the supervisor', () => {
    const requests = (bed: Bed): readonly unknown[] => [
      { kind: 'spawn', seq: 7, request: { ...bed.request(['sleep', '1000']), env: {}, ports: [20_001], folders: [bed.file('folder')], mainPidFile: bed.file('pid'), measureEveryMs: 50, makesRoom: 'always', stdin: 'x', secrets: ['secret'] }, base: bed.request([]).env, waits: true },
      { kind: 'spawn', seq: 8, request: { ...bed.request(['sleep', '1000']), env: { A: 'b' } } }, { kind: 'go', seq: 9, child: 7 }, { kind: 'drop', seq: 10, child: 7 },
      { kind: 'stop', seq: 11, child: 1, ladder: { signal: 'SIGTERM', graceMs: 50 } }, { kind: 'signal', seq: 12, child: 1, signal: 'SIGCONT', group: true }, { kind: 'kill-all', seq: 13 }, { kind: 'sweep', seq: 14 },
      { kind: 'release-ports', seq: 15, ports: [20_001], free: false }, { kind: 'alive', seq: 16 }, { kind: 'begin', recordFile: bed.recordFile, enclosed: false },
    ];

    async function assertSound(words: (bed: Bed) => readonly (string | Uint8Array)[]): Promise<boolean> {
      const bed = new Bed();
      const supervisor = new RawSupervisor(bed);
      try {
        supervisor.say(lineOf({ kind: 'begin', recordFile: bed.recordFile, enclosed: false }));
        await supervisor.hears('"ready"');
        supervisor.say(lineOf({ kind: 'spawn', seq: 1, request: bed.request(['sleep', '1000'], { env: {} }), base: { PATH: process.env['PATH'] } }));
        await supervisor.hears('"spawned"');
        for (const one of words(bed)) supervisor.say(one);
        // What is no message may have left the line open.
        supervisor.say(lineOf({ kind: 'alive', seq: 999_999 }));
        const answers = await supervisor.hears('"seq":999999');
        supervisor.channel.destroy();
        await supervisor.ended;
        await until('nothing of it is left', () => bed.tagged().length === 0);
        return answers;
      } finally {
        supervisor.child.kill('SIGKILL');
        await bed.dispose();
      }
    }

    it('of whatever form is answered or not heard: it goes on, and nothing of it is left at the end', async () => {
      const bed = new Bed();
      const templates = requests(bed);
      await bed.dispose();
      const messages = fc.array(fc.oneof({ weight: 5, arbitrary: mutated(templates) }, fc.jsonValue({ maxDepth: 2 })), { minLength: 1, maxLength: 8 });
      await fc.assert(fc.asyncProperty(messages, async (some) => {
        assert.equal(await assertSound((here) => some.map((message) => lineOf(message).replaceAll(bed.dir, here.dir))), true, 'it has broken');
      }), PARAMS);
    });

    it('that is none, or is cut: it goes on, or ends itself and all that it has started', async () => {
      const bytes = fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.constantFrom('{', '\n', '}\n', '{"kind":\n', '[]\n', 'null\n', '"\\u0000"\n', '{"cmd":"NODE_HANDLE"}\n', '{"cmd":"NODE_HANDLE","type":"net.Socket"}\n', '{"cmd":"NODE_INTERNAL"}\n').map((text) => Buffer.from(text)),
        fc.nat(60).map((length) => Buffer.from(lineOf({ kind: 'stop', seq: 3, child: 1, ladder: { signal: 'SIGTERM', graceMs: 50 } })).subarray(0, length)),
      );
      await fc.assert(fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 3 }), fc.boolean(), async (some, closes) => {
        // A line that stays open is never answered: it is closed then.
        await assertSound(() => [...some, ...(closes ? ['\n'] : ['"}\n'])]);
      }), { ...PARAMS, numRuns: Math.ceil(RUNS / 2) });
    });
  });

  describe('from the supervisor', () => {
    /** Its pid is nobody's. */
    const PID = 2 ** 30;
    const usage = { cpuMs: 1, memoryBytes: 1, peakMemoryBytes: 1, processes: 1, elapsedMs: 1 };
    const messages: readonly unknown[] = [
      { kind: 'ready' }, { kind: 'answer', seq: 1, answer: { kind: 'spawned', process: { pid: PID, startTime: '1' }, main: PID } }, { kind: 'answer', seq: 2, answer: { kind: 'stopped', status: statusOf } },
      { kind: 'answer', seq: 3, answer: { kind: 'swept', leftovers: [{ pid: PID, command: 'x', found_by: 'tag', ended: true }] } }, { kind: 'answer', seq: 4, answer: { kind: 'done' } },
      { kind: 'answer', seq: 5, answer: { kind: 'failed', message: 'x', code: 'spawn-failed' } }, { kind: 'exited', child: 1, status: statusOf }, { kind: 'ended', child: 1, status: statusOf, usage, clean: true, silent: true, next: 2 },
      { kind: 'usage', child: 1, usage }, { kind: 'output-lost', child: 1, message: 'x' }, { kind: 'broken', message: 'x' },
    ];

    it('is sound as it is, and not when something in it is of another kind', () => {
      for (const message of messages) assert.ok(isSupervisorMessage(message), JSON.stringify(message));
      for (const pid of [-1, 0, 1, 1.5, '7', null]) assert.ok(!isSupervisorMessage(changed(messages[1], ['answer', 'process', 'pid'], pid)), String(pid));
    });

    it('of whatever form, or none: everything that is waited for comes to an end, and nothing is left', async () => {
      const bed = new Bed();
      const script = bed.file('hostile.cjs');
      const ends = new Map<string, number>();
      const noMessage = fc.uint8Array({ minLength: 1, maxLength: 200 });
      const some = fc.array(fc.oneof({ weight: 5, arbitrary: mutated(messages) }, fc.jsonValue({ maxDepth: 2 }), noMessage), { minLength: 1, maxLength: 8 });
      try {
        await fc.assert(fc.asyncProperty(some, fc.boolean(), async (said, cut) => {
          const words = Buffer.concat(said.map((one) => (one instanceof Uint8Array ? one : Buffer.from(lineOf(one)))));
          // It says all this when it is asked to start something, and then maybe the half of a message.
          writeFileSync(script, `
            const host = new (require('node:net').Socket)({ fd: 3, readable: true, writable: true });
            host.setEncoding('utf8').on('data', (text) => text.split('\\n').filter(Boolean).forEach((line) => hear(JSON.parse(line))));
            host.on('error', () => undefined).on('close', () => process.exit(0));
            function hear({ kind }) {
              if (kind === 'begin') host.write('{"kind":"ready"}\\n');
              if (kind === 'end') process.exit(0);
              if (kind !== 'spawn') return;
              host.write(Buffer.from('${words.toString('base64')}', 'base64'));
              ${cut ? `setTimeout(() => host.write('{"kind":"answer","se', () => process.exit(7)), 20);` : 'setTimeout(() => process.exit(7), 20);'}
            }
          `);
          rmSync(bed.recordFile, { force: true });
          const client = await SupervisorClient.start({ script, runId: bed.runId, recordFile: bed.recordFile });
          const spawned = await client.spawn(bed.request(['sleep', '1000'])).then((process) => process, (error: unknown) => String(error));
          const waiting = [client.sweep(), client.killAll(), client.lost, ...(typeof spawned === 'string' ? [] : [spawned.exited, spawned.ended, spawned.stop({ signal: 'SIGTERM', graceMs: 10 })])];
          await Promise.allSettled(waiting);
          await client.dispose().catch(() => undefined);
          const why = String(await client.lost);
          const end = /makes no sense|broke|ended/.exec(why)?.[0] ?? why;
          ends.set(end, (ends.get(end) ?? 0) + 1);
          assert.equal(isRunning(client.pid ?? 0), false);
        }), PARAMS);
        console.log(`        ${[...ends].map(([end, times]) => `${times} times ${end}`).join(', ')}`);
      } finally {
        await bed.dispose();
      }
    });
  });
});
