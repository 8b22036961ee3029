// Asks a URL one request after the other for a while, then prints how fast that went.
const http = require('node:http');

const [url, seconds] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true });

const ask = () => new Promise((resolve, reject) => {
  http.get(url, { agent }, (answer) => answer.resume().on('end', resolve)).on('error', reject);
});

async function main() {
  const times = [];
  const begun = performance.now();
  while (performance.now() - begun < Number(seconds) * 1000) {
    const started = performance.now();
    await ask();
    times.push(performance.now() - started);
  }
  const elapsed = (performance.now() - begun) / 1000;
  times.sort((a, b) => a - b);
  console.log(`requests:     ${times.length}`);
  console.log(`requests/sec: ${(times.length / elapsed).toFixed(1)}`);
  console.log(`p95:          ${times[Math.floor(times.length * 0.95)].toFixed(3)} ms`);
  agent.destroy();
}

main().catch((error) => {
  console.error(`the measurement broke: ${error.code ?? error.message}`);
  process.exitCode = 1;
});
