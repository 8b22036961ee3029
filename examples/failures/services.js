// Services that misbehave, each in its own way: node failures/services.js KIND [PORT]
const net = require('node:net');

const [kind, port] = process.argv.slice(2);

switch (kind) {
  case 'healthy':
    console.log('ready');
    setInterval(() => console.log('working'), 100);
    break;
  case 'dies':
    console.log('ready');
    setTimeout(() => {
      console.error('Error: the disk is full');
      process.exit(3);
    }, 500);
    break;
  case 'never-starts':
    console.error('Error: cannot read settings.json');
    process.exit(1);
    break;
  case 'silent':
    // Listens, but never says so.
    net.createServer().listen(Number(port), '127.0.0.1');
    break;
  default:
    throw new Error(`unknown kind ${kind}`);
}
