// A web server that speaks HTTP/1.1, HTTP/2 without encryption, or both on one port: server.js PROTOCOL PORT
// GET /file/N sends N bytes, POST /echo sends back what it gets.
const http = require('node:http');
const http2 = require('node:http2');
const net = require('node:net');

const [protocol, port] = process.argv.slice(2);

function answer(request, response) {
  console.log(`HTTP/${request.httpVersion} ${request.method} ${request.url}`);
  const file = /^\/file\/(\d+)$/.exec(request.url);
  if (request.method === 'POST' && request.url === '/echo') request.pipe(response);
  else if (file) response.end(Buffer.alloc(Number(file[1]), 'x'));
  else {
    response.statusCode = 404;
    response.end();
  }
}

const servers = {
  http1: () => http.createServer(answer),
  http2: () => http2.createServer(answer),
  both: () => {
    const one = servers.http1();
    const two = servers.http2();
    // A client of HTTP/2 that knows its server begins with "PRI * HTTP/2.0".
    return net.createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('readable', () => {
        const first = socket.read();
        if (first === null) return;
        socket.unshift(first);
        (first.toString('latin1', 0, 3) === 'PRI' ? two : one).emit('connection', socket);
      });
    });
  },
};

servers[protocol]().listen(Number(port), '127.0.0.1', () => console.log(`${protocol} server is listening on port ${port}`));
