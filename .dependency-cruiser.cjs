// The rooms of the house, in order: each imports only rooms before it. docs/architecture.md says why.
const rooms = ['events', 'machine', 'config', 'supervisor', 'workers', 'engine', 'environments', 'results', 'plugins', 'observers', 'runs', 'testing'];
const upward = rooms.map((room, index) => ({
  name: `${room}-imports-only-rooms-above`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: `^src/(${[...rooms.slice(index + 1), 'cli', 'vscode'].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...upward,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'vscode-only-in-its-room', severity: 'error', from: { path: '^src/', pathNot: '^src/(vscode/|extension\\.ts$)' }, to: { path: '^(node_modules/@types/)?vscode(/|$)' } },
    { name: 'the-product-does-not-know-its-kit', severity: 'error', from: { path: '^src/(cli|vscode)/|^src/extension\\.ts$' }, to: { path: '^src/testing' } },
    { name: 'vscode-and-cli-do-not-know-each-other', severity: 'error', from: { path: '^src/(vscode/|extension\\.ts$)' }, to: { path: '^src/cli/' } },
    { name: 'cli-does-not-know-vscode', severity: 'error', from: { path: '^src/cli/' }, to: { path: '^src/vscode/' } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vscode$' } },
  ],
  options: { tsConfig: { fileName: 'tsconfig.json' }, tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' } },
};
