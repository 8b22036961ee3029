import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { ServiceControl } from '../../../../src/engine/step-context';
import { serviceNamed } from '../steps/case-bench';

/** A service whose logs are real files that the test writes. */
export class LoggedService {
  private constructor(readonly control: ServiceControl, private readonly dir: string) {}

  static async create(before = '', parts: Partial<ServiceControl> = {}): Promise<LoggedService> {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'logged-'));
    const [stdoutLog, stderrLog] = [path.join(dir, 'out'), path.join(dir, 'err')];
    await Promise.all([writeFile(stdoutLog, before), writeFile(stderrLog, '')]);
    const logStart = { stdout: Buffer.byteLength(before), stderr: 0 };
    return new LoggedService(serviceNamed('server', { stdoutLog, stderrLog, logStart, ...parts }), dir);
  }

  print(text: string | Buffer, stream: 'stdout' | 'stderr' = 'stdout'): Promise<void> {
    return appendFile(stream === 'stdout' ? this.control.stdoutLog : this.control.stderrLog, text);
  }

  remove(): Promise<void> {
    return rm(this.dir, { recursive: true, force: true });
  }
}

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on a free port of this machine. */
export async function listen(server: net.Server): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      if (server instanceof http.Server) server.closeAllConnections();
    }),
  };
}
