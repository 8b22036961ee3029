// What the steps run: node failures/steps.js KIND
const [kind] = process.argv.slice(2);

switch (kind) {
  case 'status':
    console.log(JSON.stringify({ status: 'degraded', nodes: [{ name: 'a', up: true }, { name: 'b', up: false }] }));
    break;
  case 'breaks':
    console.log('copying 3 files');
    console.error('Error: permission denied: /etc/shadow');
    process.exitCode = 13;
    break;
  case 'measure':
    console.log('latency: 250 ms');
    break;
  case 'hangs':
    console.log('still waiting for an answer');
    setInterval(() => undefined, 1000);
    break;
  case 'clean-up':
    console.log('cleaned up');
    break;
  default:
    throw new Error(`unknown kind ${kind}`);
}
