// Preloaded: tells at the end how long the event loop stood still at most, its first half second (or HEALTH_AFTER milliseconds) aside, and the memory.
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { appendFileSync } = require('node:fs');

if (process.env.HEALTH !== undefined && require('node:worker_threads').isMainThread) {
  const file = process.env.HEALTH;
  delete process.env.HEALTH;
  const delay = monitorEventLoopDelay({ resolution: 5 });
  setTimeout(() => delay.enable(), Number(process.env.HEALTH_AFTER ?? 500)).unref();
  process.on('exit', () => appendFileSync(file, `${JSON.stringify({ blockedMs: delay.max / 1e6 - 5, peakMb: process.resourceUsage().maxRSS / 1024 })}\n`));
}
