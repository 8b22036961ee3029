// Listens on each port that is given, and says so.
const net = require('node:net');
for (const port of process.argv.slice(2)) net.createServer().listen(Number(port), '127.0.0.1', () => console.log(`listening on ${port}`));
