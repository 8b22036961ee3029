import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventEmitter } from 'eventemitter3';
import type { Enclosure } from './enclosure';
import { BEATS } from './host-watch';
import { MessageLines } from './message-lines';
import { CHANNEL_FD, type SupervisorMessage, type SupervisorOrders, type SupervisorRequest } from './protocol';
import { isSupervisorMessage } from './sound-messages';

export interface ChannelOptions {
  /** Absolute path of `dist/supervisor.js`. */
  readonly script: string;
  readonly runId: string;
  /** A host that has been silent for so many milliseconds is ended, and everything with it; default: it may be. */
  readonly hostSilenceMs?: number;
}

export interface BeginOptions {
  readonly recordFile: string;
  /** Holds the supervisor and all that it starts; default: nothing does. */
  readonly enclosure?: Enclosure;
}

/** A supervisor that was not in its enclosure by then comes into it later. Mostly a few ms; on a busy machine what was started before would be outside. */
const TAKEN_MS = 2000;

/**
 * Each start of a child copies the tables of all memory that this process has touched; and helper threads of the engine
 * would take the processors from the children, for code that is hardly ever hot.
 */
const SMALL = ['--max-semi-space-size=1', '--single-threaded'];

const LAST_WORDS_MS = 500;
/** Characters of its standard error that are kept. */
const LAST_WORDS = 2000;

interface ChannelEvents {
  message: [SupervisorMessage];
  /** The supervisor has gone, asked or not. */
  closed: [Error];
}

/** The supervisor process as the host sees it: what is said to it, what it says, and its end. It waits for the `begin` of its run. */
export class SupervisorChannel extends EventEmitter<ChannelEvents> {
  /** Resolves when the operating system has started it; it listens a little later. Rejects when it cannot. */
  readonly started: Promise<void>;
  readonly runId: string;
  readonly #child: ChildProcess;
  /** None when the system could not even make it. */
  readonly #lines: MessageLines | undefined;
  #closed: Error | undefined;
  #broken: string | undefined;
  #killedFor: string | undefined;
  #lastWords = '';
  #beat: NodeJS.Timeout | undefined;
  /** Said before it listened. */
  #unsent: SupervisorRequest[] | undefined = [];

  constructor({ script, runId, hostSilenceMs }: ChannelOptions) {
    super();
    this.runId = runId;
    this.#child = spawn(process.execPath, [...SMALL, script, runId, String(hostSilenceMs ?? '')], {
      env: supervisorEnvironment(), stdio: ['ignore', 'ignore', 'pipe', 'overlapped'], detached: true, windowsHide: true,
    });
    if (hostSilenceMs !== undefined) this.#beat = setInterval(() => this.#sayAlive(), hostSilenceMs / BEATS).unref();
    this.started = new Promise((resolve, reject) => {
      this.#child.on('spawn', resolve);
      this.once('closed', reject);
    });
    this.started.catch(() => undefined);
    this.#child.on('error', (error) => {
      if (this.#child.pid === undefined) this.#close(error);
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#lastWords = (this.#lastWords + chunk.toString()).slice(-LAST_WORDS)));
    // Its messages and last words may come after its exit; a descendant that holds them must not be waited for.
    this.#child.on('exit', () => setTimeout(() => this.#close(this.#ending()), LAST_WORDS_MS).unref());
    this.#child.on('close', () => this.#close(this.#ending()));
    this.#lines = linesOf(this.#child);
    this.#lines?.on('message', (message) => this.#hear(message));
    this.#lines?.on('garbage', (line) => this.#makesNoSense(line));
    // One that is just exiting has closed it, too, and is to say with what code.
    this.#lines?.on('closed', () => setTimeout(() => this.kill(), LAST_WORDS_MS).unref());
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Why nothing can be said any more. */
  get closed(): Error | undefined {
    return this.#closed;
  }

  /** Says for what run it is; it listens a moment later. */
  begin({ recordFile, enclosure }: BeginOptions): void {
    const orders: SupervisorOrders = { kind: 'begin', recordFile, enclosed: enclosure !== undefined };
    const say = (): void => {
      this.#lines?.send(orders);
    };
    if (enclosure === undefined || this.pid === undefined) return say();
    // Whoever it starts is to be born there.
    void Promise.race([enclosure.take(this.pid), sleep(TAKEN_MS, undefined, { ref: false })]).then(say);
  }

  /** What is said before the supervisor listens waits for it. */
  send(request: SupervisorRequest): void {
    if (this.#unsent !== undefined) {
      this.#unsent.push(request);
      return;
    }
    // A failure to send is followed by the end of the channel, which tells it.
    this.#lines?.send(request);
  }

  /** @param why told as the reason of its end */
  kill(why?: string): void {
    this.#killedFor ??= why;
    this.#child.kill('SIGKILL');
  }

  /** What waits for the supervisor to listen says enough. */
  #sayAlive(): void {
    if (this.#unsent === undefined) this.send({ kind: 'alive', seq: 0 });
  }

  #ending(): Error {
    if (this.#broken !== undefined) return new Error(`The supervisor process broke: ${this.#broken}`);
    if (this.#killedFor !== undefined) return new Error(this.#killedFor);
    const { signalCode, exitCode } = this.#child;
    const words = this.#lastWords.trim();
    return new Error(`The supervisor process ended (${signalCode ?? `code ${exitCode}`})${words === '' ? '' : `: ${words}`}`);
  }

  #hear(message: unknown): void {
    if (!isSupervisorMessage(message)) return this.#makesNoSense(message);
    if (message.kind === 'broken') this.#broken = message.message;
    if (message.kind === 'ready') this.#flush();
    this.emit('message', message);
  }

  /** What it means is not known, so that nothing it is waited for would come. */
  #makesNoSense(said: unknown): void {
    this.kill(`The supervisor process said what makes no sense: ${JSON.stringify(said).slice(0, LAST_WORDS)}`);
  }

  #flush(): void {
    const requests = this.#unsent ?? [];
    this.#unsent = undefined;
    for (const request of requests) this.send(request);
  }

  #close(error: Error): void {
    if (this.#closed !== undefined) return;
    this.#closed = error;
    clearInterval(this.#beat);
    this.emit('closed', error);
  }
}

function linesOf({ stdio }: ChildProcess): MessageLines | undefined {
  // Where the system has no more files to give there are none, whatever their type says.
  const channel = (stdio as ChildProcess['stdio'] | undefined)?.[CHANNEL_FD];
  return channel === undefined || channel === null ? undefined : new MessageLines(channel as Duplex);
}

/**
 * On the desktop our own executable is Electron, which must be told to be a Node. Options for ours are not for it, and it connects
 * to nobody: reading certificates would take longer than all the rest of its start. Its children have their environment from the host.
 */
function supervisorEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  delete env['NODE_OPTIONS'];
  delete env['NODE_EXTRA_CA_CERTS'];
  return env;
}
