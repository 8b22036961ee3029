import { createServer } from 'node:http';

createServer((_, response) => response.end('ready\n')).listen(Number(process.argv[2]), '127.0.0.1');
