import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Row } from '../measure';
import { observer } from './observer';
import { onPath } from './on-path';
import { compareProcesses, type ProcessContender } from './whole-process';

const COUNT = 100;
/** Of what takes a second for each. */
const FEW = 5;
const PEERS = path.resolve('test/bench/engine/peers');
const numberIn = (pattern: RegExp) => (text: string): number => Number(pattern.exec(text.replaceAll(/\x1b\[[\d;]*m/g, ''))?.[1] ?? 0);
const bin = (name: string): string => path.resolve('test/bench/node_modules/.bin', name);

interface Server {
  readonly name: string;
  /** With `PORT` in the place of its port. */
  readonly command: readonly string[];
}

/** A hundred test cases, each with an HTTP service of its own: start, readiness, one `curl`, stop, end. */
export async function services(): Promise<Row[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'services-'));
  try {
    writeFileSync(path.join(dir, 'index.html'), 'ready\n');
    const node: Server = { name: 'Node', command: [process.execPath, path.join(PEERS, 'http-server.mjs'), 'PORT'] };
    const httpd = onPath('busybox', (program): Server => ({ name: 'busybox httpd', command: [program, 'httpd', '-f', '-p', '127.0.0.1:PORT', '-h', dir] }));
    const rows: Row[] = [];
    for (const server of [...httpd, node]) rows.push(...await compareProcesses(`${COUNT} × HTTP service, ${server.name}`, COUNT, contenders(dir, server)));
    return rows;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function experiment({ command }: Server): string {
  const port = '${{ services.web.ports.http }}';
  const matrix = Array.from({ length: COUNT }, (_, index) => index);
  const service = { command: command.map((word) => word.replace('PORT', port)), ports: { http: 'auto' }, ready: { tcp: 'http' } };
  const test = { name: 'serve', matrix: { n: matrix }, services: { web: service }, steps: [{ run: ['curl', '-fsS', `http://127.0.0.1:${port}/`], expect: { stdout: { equals: 'ready\n' } } }] };
  return JSON.stringify({ name: 'services', tests: [test] });
}

function contenders(dir: string, server: Server): ProcessContender[] {
  const out = path.join(dir, server.name.replaceAll(' ', '-'));
  mkdirSync(out);
  const file = path.join(out, 'services.experiment.yaml');
  writeFileSync(file, experiment(server));
  const env = { COUNT: String(COUNT), FEW: String(FEW), SERVER: JSON.stringify(server.command), CI: '1', OUTPUT: path.join(out, 'playwright'), PARALLEL: '1' };
  const script = (name: string): [string, string] => [process.execPath, path.join(PEERS, name)];
  return [
    { name: 'hand-written Node script', command: [...script('http-by-hand.mjs')], env, done: Number },
    observer({ file, out }),
    { name: 'Playwright Test, fixture', command: [bin('playwright'), 'test', '--config', path.join(PEERS, 'playwright.config.mjs')], env: { ...env, SPEC: 'http.playwright.mjs' }, done: numberIn(/(\d+) passed/) },
    { name: 'start-server-and-test', items: FEW, command: [...script('http-each.mjs'), bin('start-server-and-test')], env, done: Number },
    { name: 'concurrently with wait-on', items: FEW, command: [...script('http-each.mjs'), bin('concurrently'), bin('wait-on')], env, done: Number },
  ];
}
