import { Socket } from 'node:net';
import process from 'node:process';
import { messageOf } from '../events';
import { ControlGroup } from './control-group';
import { findProcess } from './process-table';
import { bootId } from './process-identity';
import { CHANNEL_FD, type SupervisorMessage, type SupervisorOrders } from './protocol';
import { HostWatch } from './host-watch';
import { MessageLines } from './message-lines';
import { RecordFile } from './record-file';
import { signalProcess } from './send-signal';
import { isSupervisorOrders, isSupervisorRequest } from './sound-messages';
import { Supervisor } from './supervisor';

/** The supervisor process: `supervisor.js RUN_ID HOST_SILENCE_MS`, the last maybe empty, with a channel to the host, which says the rest. */
async function main(): Promise<void> {
  const [runId, hostSilenceMs = ''] = process.argv.slice(2);
  const host = channelToHost();
  if (runId === undefined || host === undefined) {
    console.error('This is a part of Experiment Observer that is started by it, with a channel.');
    process.exit(2);
  }
  // Whoever wants us to end closes the channel: Ctrl-C in a terminal must not end us before the children.
  // A file that may not grow any more is an error of its write, no reason to die (SIGXFSZ).
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGXFSZ'] as const) process.on(signal, () => undefined);
  // A host that has gone hears nothing; its end is seen by `closed`.
  const send = (message: SupervisorMessage): Promise<void> => new Promise((resolve) => host.send(message, resolve));
  let supervisor: Supervisor | undefined;
  let ending = false;
  const leave = async (exitCode: number) => {
    // The host would, too, but may be killed before it has said anything, or between the end of the run and its own.
    await ControlGroup.removeUnused(runId);
    process.exit(exitCode);
  };
  const end = async (exitCode: number) => {
    if (ending) return;
    ending = true;
    await supervisor?.close().catch(() => undefined);
    await leave(exitCode);
  };
  const broken = (error: unknown) => {
    const message = error instanceof Error ? error.stack ?? error.message : String(error);
    void send({ kind: 'broken', message }).then(() => end(1));
  };
  process.on('uncaughtException', broken);
  process.on('unhandledRejection', broken);
  host.on('closed', () => void end(0));
  host.on('garbage', (line) => broken(new Error(`The host said what is no message: ${line.slice(0, 200)}`)));
  // It may have been started ahead of a run that does not come about.
  const orders = heardOrders(host);
  const startTime = (await findProcess(process.pid))?.startTime ?? String(Date.now());
  const told = await orders;
  if (told === undefined) return end(0);
  const record = new RecordFile(told.recordFile);
  try {
    record.append({ kind: 'supervisor', pid: process.pid, startTime, bootId: await bootId() });
  } catch (error) {
    // What it starts could not be found again: better nothing is started.
    await send({ kind: 'broken', message: messageOf(error) });
    return end(1);
  }
  const working = supervisor = new Supervisor({ runId, record, self: { pid: process.pid, startTime }, enclosed: told.enclosed, send });
  const watch = hostSilenceMs === '' ? undefined : await watchHost(Number(hostSilenceMs), record, () => end(0));
  host.on('message', (request) => {
    if (!isSupervisorRequest(request)) return;
    watch?.heard();
    // Without a number nobody waits for an answer.
    if (request.kind === 'alive' && request.seq === 0) return;
    if (request.kind === 'end') ending = true;
    void working.handle(request).then(() => {
      if (request.kind === 'end') void leave(0);
    });
  });
  // It may have gone before anybody listened.
  if (!host.open) await end(0);
  await send({ kind: 'ready' });
}

/** Undefined when nobody has given one. */
function channelToHost(): MessageLines | undefined {
  try {
    return new MessageLines(new Socket({ fd: CHANNEL_FD, readable: true, writable: true }));
  } catch {
    return undefined;
  }
}

/** Undefined when the host has gone before it gave any. */
function heardOrders(host: MessageLines): Promise<SupervisorOrders | undefined> {
  return new Promise((resolve) => {
    host.once('message', (message) => resolve(isSupervisorOrders(message) ? message : undefined));
    host.once('closed', () => resolve(undefined));
  });
}

/** Ends a host that stands still, and everything: nobody else could. */
async function watchHost(limitMs: number, record: RecordFile, end: () => Promise<void>): Promise<HostWatch | undefined> {
  const host = await findProcess(process.ppid);
  if (host === undefined) return undefined;
  return new HostWatch({
    host, limitMs,
    silent: () => {
      try {
        record.append({ kind: 'host-silent', ms: limitMs });
      } catch {
        // Why it was ended is not known then, but it is.
      }
      void signalProcess(host, 'SIGKILL').then(end);
    },
  });
}

void main();
