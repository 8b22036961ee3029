// Keeps N connections busy for some seconds: load.js URL CONNECTIONS SECONDS
const http = require('node:http');

const url = process.argv[2];
const [connections, seconds] = process.argv.slice(3).map(Number);
const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
const latencies = [];
let bytes = 0;
let errors = 0;

const ask = () => new Promise((resolve, reject) => {
  http.get(url, { agent }, (answer) => answer.on('data', (chunk) => (bytes += chunk.length)).on('end', resolve)).on('error', reject);
});

async function keepBusy(until) {
  while (performance.now() < until) {
    const started = performance.now();
    try {
      await ask();
      latencies.push(performance.now() - started);
    } catch {
      errors += 1;
    }
  }
}

const quantile = (part) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? 0;

async function main() {
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, () => keepBusy(started + seconds * 1000)));
  const elapsed = (performance.now() - started) / 1000;
  agent.destroy();
  latencies.sort((a, b) => a - b);
  console.log(`Connections:      ${connections}`);
  console.log(`Requests/sec:     ${(latencies.length / elapsed).toFixed(1)}`);
  console.log(`Bytes/sec:        ${(bytes / elapsed).toExponential(3)}`);
  console.log(`Latency median:   ${quantile(0.5).toFixed(3)} ms`);
  console.log(`Latency p99:      ${quantile(0.99).toFixed(3)} ms`);
  console.log(`Errors:           ${errors}`);
}

void main();
