// Passes every request on to a backend. It looks for its backend only once, at its start: hence `depends_on`.
const http = require('node:http');

const [port, backend] = process.argv.slice(2);

http.get(`${backend}/health`, (answer) => {
  answer.resume();
  if (answer.statusCode === 200) listen();
  else fail(`the backend answers ${answer.statusCode}`);
}).on('error', (error) => fail(`no backend at ${backend}: ${error.code}`));

function listen() {
  http.createServer((request, response) => {
    const passed = http.request(backend + request.url, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode, { ...answer.headers, via: 'gateway' });
      answer.pipe(response);
    });
    passed.on('error', () => response.writeHead(502).end('the backend is gone\n'));
    request.pipe(passed);
  }).listen(Number(port), '127.0.0.1');
}

function fail(reason) {
  console.error(reason);
  process.exit(1);
}
