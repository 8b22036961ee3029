import assert from 'node:assert/strict';
import { parse } from 'yaml';
import * as z from 'zod';
import { pantherJsonSchema } from '../../../src/config';
import { FULL_PANTHER } from './panther-files';

type Json = { readonly [key: string]: unknown };
const json = pantherJsonSchema() as Json;
const schema = z.fromJSONSchema(json as Parameters<typeof z.fromJSONSchema>[0]);
const keysOf = (at: unknown): readonly string[] => Object.keys(at !== null && typeof at === 'object' && 'properties' in at ? at.properties as object : {});

describe("the JSON Schema of PANTHER's files", () => {
  it('accepts every key of the format', () => assert.deepEqual(schema.safeParse(parse(FULL_PANTHER)).error?.issues ?? [], []));

  it('refuses nothing that PANTHER may take', () => {
    const odd = 'tests:\n  - { name: a, whatever: 1, network_environment: shadow_ns, execution_environment: None, services: { s: { implementation: picoquic, role: server, swag: 1 } }, steps: { wait: { duration: 60 } } }\nglobal: {}\n';
    assert.deepEqual(schema.safeParse(parse(odd)).error?.issues ?? [], []);
    assert.doesNotMatch(JSON.stringify(json), /"additionalProperties":false|"required"/);
  });

  it('completes keys and the values that are known, and says what they are', () => {
    assert.ok(['tests', 'docker', 'observers', 'fast_fail'].every((key) => keysOf(json).includes(key)));
    const text = JSON.stringify(json);
    for (const word of ['"docker_compose"', '"testers"', '"gperf_heap"', '"peer"', '"pre_commands"', '"force_build_docker_image"']) assert.ok(text.includes(word), word);
    assert.match(text, /The service that it talks to/);
  });
});
