/** Every code that a problem can have, as in docs/problems.md. Scripts know them: none is renamed. */
export const PROBLEM_CODES = [
  // The text and its YAML.
  'unreadable', 'too-big', 'utf-16', 'invalid-utf-8', 'nul-byte', 'empty-file', 'syntax', 'tab-indent', 'missing-space', 'unquoted-expression', 'duplicate-key', 'bad-key', 'bad-alias', 'bad-merge',
  'custom-tag', 'too-deep', 'too-many-aliases', 'too-many-problems', 'further-document', 'reader-failed',
  // Keys and values.
  'missing-key', 'unknown-key', 'not-yet-supported', 'wrong-value', 'invalid-name', 'bad-pattern', 'no-effect', 'not-recorded', 'no-tests', 'too-many-cases', 'too-many-defaults',
  // Names.
  'bad-expression', 'unknown-name', 'unresolved-expression', 'unknown-variable', 'variable-ring', 'variable-too-large', 'unknown-service', 'unknown-port', 'unknown-step', 'unknown-step-id', 'unknown-assertion',
  'unknown-network', 'unknown-environment', 'unknown-probe', 'unknown-feature', 'ambiguous-step', 'dependency-ring', 'duplicate-id', 'duplicate-metric', 'shell-value',
  // What cannot work when it runs.
  'duplicate-port', 'shared-port', 'service-state', 'endless-dependency', 'wait-over-timeout', 'unknown-metric', 'bad-artifact', 'artifact-outside', 'environment-clash', 'case-clash',
  // What this machine lacks.
  'missing-program', 'missing-folder', 'missing-file', 'secret-not-set', 'short-secret',
  // The matrix.
  'duplicate-value', 'excludes-nothing', 'matches-nothing', 'no-combination',
  // Plug-ins and PANTHER's files.
  'duplicate-plugin', 'plugin-error', 'plugin-not-loaded', 'client-without-target', 'target-cycle', 'same-folder', 'deprecated-key', 'old-form', 'misplaced-tests',
  'name-differs', 'no-tester',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];
