import { applyFix } from './fixes';
import { load } from './reading';

/** PANTHER-like files of our own, after what is known of its format. */
export interface PantherServiceOptions {
  readonly role?: string;
  readonly type?: string;
  readonly target?: string;
  /** Further lines of the service. */
  readonly more?: readonly string[];
}

export const service = (name: string, { role = 'server', type = role === 'client' ? 'testers' : 'iut', target = role === 'client' ? 'server' : undefined, more = [] }: PantherServiceOptions = {}): string => [
  `      ${name}:`,
  `        implementation: { name: picoquic, type: ${type} }`,
  '        protocol:',
  '          name: quic',
  '          version: rfc9000',
  `          role: ${role}`,
  ...(target === undefined ? [] : [`          target: ${target}`]),
  ...more.map((line) => `        ${line}`),
  '',
].join('\n');

export const PAIR = [service('server'), service('client', { role: 'client' })];

/** @param more further lines of the test */
export const test = (name: string, services: readonly string[] = PAIR, more: readonly string[] = ['steps: { wait: 60 }']): string =>
  [`  - name: ${name}`, '    network_environment: { type: docker_compose }', '    services:', ...services.map((one) => one.trimEnd()), ...more.map((line) => `    ${line}`), ''].join('\n');

export const file = (tests: readonly string[], head: readonly string[] = ['paths: { output_dir: results, log_dir: "${paths.output_dir}/logs" }']): string => [...head, 'tests:', ...tests.map((one) => one.trimEnd()), ''].join('\n');

/** The text after the first fix of the first problem with this code. @throws Error where there is none */
export const mended = (text: string, code: string): string => {
  const problem = load(text).problems.find((one) => one.code === code);
  const [fix] = problem?.fixes ?? [];
  if (fix === undefined) throw new Error(`no fix for ${code}`);
  return applyFix(text, fix);
};

/** Every key that the format has. */
export const FULL_PANTHER = `version: "1.0"
logging: { level: INFO, format: "%(asctime)s %(message)s", enable_colors: true, debug_file_logging: true, feature_levels: { docker_operations: DEBUG, event_system: WARNING } }
paths: { output_dir: outputs, log_dir: "\${paths.output_dir}/logs", config_dir: c, plugin_dir: p, cert_dir: d, temp_dir: t }
docker: { force_build_docker_image: true, no_docker_cache: true, use_buildx: false, user_mapping: true, pull_policy: always }
progress: { enable_progress_bar: true, use_emojis: false }
fast_fail: { enabled: true, port_conflict_failures: true }
metrics: { enabled: true }
metadata: { author: me }
observers:
  logger: { enabled: true, log_level: DEBUG, correlation_tracking: true }
  metrics: { enabled: true, publish_interval: 30 }
  storage: { storage_path: outputs/storage, retention_days: 30 }
  experiment: { priority: 115, track_steps: true }
  resource: { monitor_interval: 5.0 }
tests:
  - name: shadow
    description: everything at once
    network_environment:
      type: shadow_ns
      general: { stop_time: 100s, model_unblocked_syscall_latency: false }
      network: { latency: 10, jitter: 10, packet_loss: 0.0 }
    execution_environment: { type: gperf_cpu, plugin_config: { timeout: 120 } }
    iterations: 1
    fast_fail_enabled: true
    continue_on_failure: false
    collect_artifacts: true
    debug_environment: []
    assertions: []
    services:
      lsquic_server:
        name: lsquic_server
        implementation: { name: lsquic, type: IUT, version: master, swag: swag }
        protocol: { name: quic, version: rfc9000, role: server }
        timeout: 100
        ports: ["4443:4443", "127.0.0.1:80:80", "5000-5002:5000-5002/udp"]
        volumes: ["./certs:/certs"]
        environment: { RUST_LOG: debug }
        generate_new_certificates: true
        depends_on: [tester]
        restart_policy: never
        command_override: sleep 1
        plugin_config: { alpn: h3 }
        docker: { privileged: true }
      tester:
        implementation: { name: panther_ivy, type: TESTERS, test: quic_client_test_max, use_system_models: true }
        protocol: { name: quic, version: rfc9000, role: client, target: lsquic_server }
        ports: ["4443:4443/udp", "127.0.0.2:80:80"]
    steps: { pre_commands: [ls], wait: 100, post_commands: [ls], record_pcap: true }
  - name: bgp
    network_environment: { type: localhost_single_container, version: "3.8", config: { a: 1 } }
    execution_environment: [ { type: strace }, { type: memcheck }, { type: helgrind }, { type: gperf_heap }, { type: gdb }, { type: iterations, count: 3 } ]
    services:
      one: { implementation: { name: frr_bgp, type: Testers }, protocol: { name: bgp, role: peer, target: "\${some.where}" }, timeout: "\${limits.short}" }
    steps: { wait: "\${limits.long}" }
`;
