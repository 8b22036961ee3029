// Serves the files of its folder's `pages`, on the port that its configuration names.
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const config = process.argv[2];
const { port } = JSON.parse(fs.readFileSync(config, 'utf8'));
const dir = path.dirname(config);

http.createServer((request, response) => {
  if (request.url === '/crash') process.exit(1);
  const page = path.join(dir, 'pages', path.basename(request.url));
  const there = fs.existsSync(page) && fs.statSync(page).isFile();
  response.writeHead(there ? 200 : 404).end(there ? fs.readFileSync(page) : 'not here');
}).listen(port, '127.0.0.1', () => {
  fs.writeFileSync(path.join(dir, 'ready'), '');
  console.log('listening');
});
