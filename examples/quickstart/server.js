// A small HTTP server: GET / says hello, /health says that it is up, /numbers/N gives N numbers as JSON.
const http = require('node:http');

const port = Number(process.argv[2]);
const name = process.argv[3] ?? 'server';
let requests = 0;

const server = http.createServer((request, response) => {
  requests += 1;
  const { pathname } = new URL(request.url, 'http://localhost');
  console.log(`${request.method} ${pathname}`);
  const numbers = /^\/numbers\/(\d+)$/.exec(pathname);
  if (pathname === '/') response.end(`hello from ${name}\n`);
  else if (pathname === '/health') json(response, { status: 'up', name, requests });
  else if (numbers) json(response, { numbers: Array.from({ length: Number(numbers[1]) }, (_, index) => index) });
  else response.writeHead(404).end('no such page\n');
});

function json(response, value) {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}

server.listen(port, '127.0.0.1', () => console.log(`${name} is listening on port ${port}`));
process.on('SIGTERM', () => {
  console.log(`${name} has answered ${requests} requests, good-bye`);
  server.close();
  server.closeAllConnections();
});
