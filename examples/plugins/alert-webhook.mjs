// Posts a message to a webhook when a test case fails, and one at the end of the run. The body has a `text`, which is what
// Slack, Mattermost and their like show. It listens asynchronously: a slow or dead webhook delays nothing, and what goes
// wrong with it is an observer.error in the journal, never a failed test.
const NOT_PASSED = new Set(['failed', 'error', 'interrupted']);

function alertsOf({ AsyncObserver }, { url, timeout_ms = 3000 }) {
  return new (class Alerts extends AsyncObserver {
    #experiment = '';
    #names = new Map();

    async onEventAsync(event) {
      switch (event.type) {
        case 'experiment.configured':
          this.#experiment = event.name;
          return;
        case 'experiment.started':
          for (const { id, name } of event.tests) this.#names.set(id, name);
          return;
        case 'test_case.finished':
          if (NOT_PASSED.has(event.outcome)) await this.#post(event, `${this.#experiment}: ${this.#names.get(event.test)} ended in ${event.outcome}`);
          return;
        case 'experiment.finished':
          await this.#post(event, `${this.#experiment}: ${event.outcome}, ${event.counts.passed} of ${event.counts.total} passed`);
      }
    }

    async #post({ type, run, test, outcome }, text) {
      const response = await fetch(url, {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text, type, run, test, outcome }),
        signal: AbortSignal.timeout(timeout_ms),
      }).catch((error) => { throw new Error(`${url} cannot be reached: ${error.cause?.message ?? error.message}`); });
      if (!response.ok) throw new Error(`${url} answered ${response.status} to "${text}"`);
    }
  })();
}

export default {
  name: 'alert-webhook',
  config: {
    type: 'object', required: ['url'], additionalProperties: false,
    properties: {
      url: { type: 'string', description: 'Where to post; an empty text posts nothing.' },
      timeout_ms: { type: 'number', minimum: 1, description: 'How long an answer may take.' },
    },
  },
  setup(plugin, config) {
    if (config.url === '') return;
    plugin.onRun((run) => {
      // A replay of an old run must not wake anybody up.
      if (!run.live) return;
      run.registerObserver(['experiment.configured', 'experiment.started', 'test_case.finished', 'experiment.finished'], alertsOf(plugin, config), { name: 'webhook' });
    });
  },
};
