// Answers every request with a page of the given size.
const http = require('node:http');

const [port, bytes] = process.argv.slice(2).map(Number);
const page = Buffer.alloc(bytes, 'x');

http.createServer((request, response) => response.end(page))
  .listen(port, '127.0.0.1', () => console.log(`listening on port ${port}, ${bytes} bytes a page`));
