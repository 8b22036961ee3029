import { WITNESS } from './nothing-lost';

/** One test case of every outcome that a file can bring about by itself. */
export const MIXED = `name: mixed
tests:
  - name: passes
    tags: [good]
    steps:
      - run: [node, -e, "console.log('hello')"]
        expect: { stdout: { contains: hello } }
  - name: fails
    tags: [bad]
    steps:
      - id: greet
        run: [node, -e, "console.log('good bye')"]
        expect:
          stdout: { contains: hello }
  - name: breaks
    tags: [bad]
    steps:
      - run: ["\${{ test.dir }}/no-such-program-anywhere"]
  - name: is skipped
    skip: not today
    steps: [{ wait: 1 }]
`;

export const PASSING = `name: passing
variables: { greeting: hello }
tests:
  - name: greets
    steps:
      - run: [node, -e, "console.log(process.argv[1])", "\${{ variables.greeting }}"]
        expect: { stdout: { contains: hello } }
`;

/** Sound beside broken: the second test case has a problem of its own. */
export const ONE_BROKEN = `name: one broken
tests:
  - name: sound
    steps: [{ wait: 1ms }]
  - name: unsound
    steps: [{ wait: soon }]
`;

export const NONE_SOUND = `name: none sound
tests:
  - name: unsound
    steps: [{ wait: soon }]
`;

export const BLOCKED = `name: blocked
timeout: soon
tests:
  - name: sound
    steps: [{ wait: 1ms }]
`;

export const WARNED = `name: warned
tests:
  - name: sound
    stepz: []
    steps: [{ wait: 1ms }]
`;

export const PANTHER = `tests:
  - name: handshake
    network_environment: { type: docker_compose }
    services:
      server:
        implementation: { name: picoquic, type: iut }
        protocol: { name: quic, version: rfc9000, role: server }
`;

/**
 * Says so in a file once it runs, with a grandchild that ignores SIGTERM, and stays until it is ended. Given the path of its
 * log it writes all the while, as a witness does.
 */
export const STUBBORN_SERVER = `
const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); console.log('ignoring'); setInterval(() => {}, 1000)"], { stdio: ['ignore', 'pipe', 'ignore'] });
const detached = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)", 'left-its-session'], { stdio: 'ignore', detached: true });
detached.unref();
child.stdout.once('data', () => { console.error('up'); writeFileSync(process.argv[2] + '.tmp', String(child.pid)); require('node:fs').renameSync(process.argv[2] + '.tmp', process.argv[2]); });
setInterval(() => {}, 1000);
if (process.argv[3]) {${WITNESS.replaceAll('process.argv[2]', 'process.argv[3]')}}
`;

/** @param grace how long the service has after SIGTERM. */
export const stubborn = (grace: string): string => `name: stubborn
tests:
  - name: holds on
    services:
      server:
        command: [node, stubborn.js, latch, "\${{ services.server.stdout_log }}"]
        ready: { log: up }
        stop: { grace: ${grace} }
    steps: [{ wait: 10m }]
  - name: comes later
    steps: [{ wait: 1ms }]
`;

/** Needs `stubborn.js`; long enough to be killed at any of its events. */
export const CRASHING = `name: crashing
parallel: 2
defaults: { env: { LATCH: "\${{ test.dir }}" } }
tests:
  - name: case
    iterations: 3
    services:
      server:
        command: [node, stubborn.js, "\${{ test.dir }}/latch", "\${{ services.server.stdout_log }}"]
        ready: { log: up }
        stop: { grace: 100ms }
    steps:
      - run: [node, -e, "setTimeout(() => {}, 50)"]
      - run: [node, -e, "console.log('done')"]
`;
