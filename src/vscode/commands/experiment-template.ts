import { l10n } from '../l10n';

/** A kind of experiment to begin with. */
export interface ExperimentTemplate {
  readonly id: string;
  readonly label: () => string;
  readonly detail: () => string;
  /** The text of a file that passes as it is, with nothing but Node. @param name as a YAML scalar */
  readonly text: (name: string) => string;
}

const SERVER = (name: string): string => `name: ${name}
description: A small server is started, asked, and stopped.

tests:
  - name: the server answers
    services:
      server:
        command:
          - node
          - -e
          - |
            const http = require('node:http');
            const port = Number(process.argv[1]);
            http.createServer((request, response) => response.end('hello\\n'))
              .listen(port, '127.0.0.1', () => console.log('listening on ' + port));
          - "\${{ services.server.ports.http }}"
        ports: { http: auto }
        ready: { log: listening on }
    steps:
      - name: ask it
        http:
          url: "http://127.0.0.1:\${{ services.server.ports.http }}/"
          expect: { status: 200, body: { contains: hello } }
    assertions:
      - type: service_running
        service: server

  - name: a program says its version
    steps:
      - run: [node, --version]
        expect: { stdout: { matches: '^v\\d+' } }
`;

const COMMANDS = (name: string): string => `name: ${name}
description: Programs are run one after the other, and what they print is looked at.

tests:
  - name: what one step found the next one uses
    steps:
      - id: count
        run: [node, -e, "console.log('found: ' + (6 * 7))"]
        expect: { stdout: { contains: found } }
        capture: { found: 'found: (\\d+)' }
      - run: [node, -e, "process.exit(process.argv[1] === '42' ? 0 : 1)", "\${{ steps.count.outputs.found }}"]
    assertions:
      - metric: { name: found, equals: 42 }
    artifacts: ['steps/*.log']
`;

const MATRIX = (name: string): string => `name: ${name}
description: One test, a test case for each combination, several times, with a measurement over all of them.

parallel: 2

tests:
  - name: computes with \${{ matrix.amount }} \${{ matrix.unit }}
    matrix:
      amount: [1000, 100000]
      unit: [numbers, texts]
    iterations: 3
    steps:
      - run: [node, -e, "const began = performance.now(); Array.from({ length: Number(process.argv[1]) }, (_, i) => i * 2); console.log('took: ' + (performance.now() - began))", "\${{ matrix.amount }}"]
        capture: { took_ms: 'took: ([0-9.e-]+)' }
    assertions:
      - metric: { name: took_ms, of: p95, below: 10000 }
`;

/** The first is for whoever does not choose. */
export const TEMPLATES: readonly [ExperimentTemplate, ...ExperimentTemplate[]] = [
  { id: 'server', text: SERVER, label: () => l10n.t('A service'), detail: () => l10n.t('It is started, asked over HTTP, and stopped.') },
  { id: 'commands', text: COMMANDS, label: () => l10n.t('Commands'), detail: () => l10n.t('Programs one after the other; what one prints the next one uses.') },
  { id: 'matrix', text: MATRIX, label: () => l10n.t('A matrix'), detail: () => l10n.t('A test case for each combination, several times, with a measurement over all.') },
];
