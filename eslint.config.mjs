import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'out', 'node_modules', '.vscode-test', 'examples'] },
  ...tseslint.configs.recommended,
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      // `{ dropped, ...rest }` is how a key is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-syntax': ['error', {
        selector: "MemberExpression[property.name='fsPath']",
        message: 'Only src/vscode/paths.ts turns a Uri into a path: elsewhere it breaks on Windows and remotes.',
      }, {
        selector: "ImportDeclaration[source.value='zod'][importKind!='type'] > ImportSpecifier",
        message: 'Write import * as z: only then are the 260 kB of zod\'s locales left out of the bundles.',
      }],
      'max-lines': ['error', { max: 400, skipBlankLines: false }],
      eqeqeq: 'error',
    },
  },
  // CommonJS has no other way.
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  { files: ['src/vscode/paths.ts', 'test/host/**/*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  // mocha's and chai-like expressions stand alone in tests.
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-unused-expressions': 'off' } },
);
