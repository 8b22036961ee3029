// Counts: each request gets the next number. The count is lost when the server is.
const http = require('node:http');

const port = Number(process.argv[2]);
let count = 0;

http.createServer((request, response) => {
  count += 1;
  response.end(`${count}\n`);
}).listen(port, '127.0.0.1', () => console.log(`listening on port ${port}`));
