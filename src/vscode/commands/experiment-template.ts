/** A new experiment that runs as it is, with nothing but Node. */
export const experimentTemplate = (name: string): string => `name: ${JSON.stringify(name)}
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
