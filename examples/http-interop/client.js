// A client that speaks HTTP/1.1 or HTTP/2: client.js PROTOCOL URL SCENARIO
// Each scenario ends with a line "ok: …", or with an error and exit code 1.
const assert = require('node:assert/strict');
const http = require('node:http');
const http2 = require('node:http2');

const [protocol, url, scenario] = process.argv.slice(2);

/** Both give `ask(method, path, body)`, which resolves to the body of the answer. */
const clients = {
  http1: () => {
    const agent = new http.Agent({ keepAlive: true });
    return {
      ask: (method, path, body) => new Promise((resolve, reject) => {
        const request = http.request(url + path, { method, agent }, (answer) => {
          if (answer.statusCode === 200) collect(answer).then(resolve, reject);
          else reject(new Error(`status ${answer.statusCode}`));
        });
        request.on('error', reject).end(body);
      }),
      close: () => agent.destroy(),
    };
  },
  http2: () => {
    const session = http2.connect(url);
    const broken = new Promise((resolve, reject) => session.on('error', reject));
    const request = (method, path, body) => new Promise((resolve, reject) => {
      const stream = session.request({ ':method': method, ':path': path });
      stream.on('error', reject).on('response', (headers) => {
        if (headers[':status'] === 200) collect(stream).then(resolve, reject);
        else reject(new Error(`status ${headers[':status']}`));
      }).end(body);
    });
    return {
      ask: (method, path, body) => Promise.race([request(method, path, body), broken]),
      close: () => session.close(),
    };
  },
};

const scenarios = {
  // A file of 1 MB arrives whole.
  async download({ ask }) {
    const body = await ask('GET', '/file/1000000');
    assert.equal(body.length, 1_000_000);
    return `${body.length} bytes`;
  },
  // What is sent comes back unchanged.
  async echo({ ask }) {
    const sent = Buffer.from('héllo ☃ '.repeat(10_000));
    assert.deepEqual(await ask('POST', '/echo', sent), sent);
    return `${sent.length} bytes there and back`;
  },
  // 50 requests at once: side by side on one connection of HTTP/2, on 50 connections of HTTP/1.1.
  async parallel({ ask }) {
    const bodies = await Promise.all(Array.from({ length: 50 }, (_, index) => ask('GET', `/file/${index}`)));
    bodies.forEach((body, index) => assert.equal(body.length, index));
    return `${bodies.length} answers`;
  },
};

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function main() {
  const client = clients[protocol]();
  const started = performance.now();
  console.log(`ok: ${await scenarios[scenario](client)} in ${(performance.now() - started).toFixed(1)} ms`);
  client.close();
}

main().catch((error) => {
  console.error(`failed: ${error.code ?? error.message}`);
  process.exit(1);
});
