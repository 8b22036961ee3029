// Asks the server 20 times a second, for ever, and tells when the server goes and when it is back.
const http = require('node:http');

const url = process.argv[2];
const PATIENCE_MS = 300;
let lostAt;
let connected = false;

const ask = () => new Promise((resolve, reject) => {
  const request = http.get(url, { agent: false, timeout: PATIENCE_MS }, (answer) => answer.resume().on('end', resolve).on('error', reject));
  request.on('timeout', () => request.destroy(new Error(`no answer within ${PATIENCE_MS} ms`))).on('error', reject);
});

async function tick() {
  try {
    await ask();
    if (lostAt !== undefined) console.log(`recovered after ${Math.round(performance.now() - lostAt)} ms`);
    else if (!connected) console.log('connected');
    connected = true;
    lostAt = undefined;
  } catch (error) {
    if (lostAt === undefined) console.log(`lost the server: ${error.code ?? error.message}`);
    lostAt ??= performance.now();
  }
  setTimeout(tick, 50);
}

tick();
