import eslint from '@eslint/js';
import vitest from '@vitest/eslint-plugin';
import tseslint from 'typescript-eslint';

// Which room may look into which is said by the project references (src/*/tsconfig.json) and enforced by the compiler.
// Here: rooms are entered by their door, domain code prints nothing, and tests assert.
const DOOR = String.raw`(?!(?:platform/)?[^/]+/index\.js$)(?!.*\.contract\.js$)`;

/** Files that lie `depth` folders below src/ enter other rooms by their doors. */
function doors(files, depth) {
  const up = String.raw`\.\./`.repeat(depth);
  const regex = String.raw`^${up}(?!\.\./)${DOOR}[^/]+/`;
  return {
    files: [files],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex, message: 'Enter a room by its index.js.' }] }],
    },
  };
}

export default tseslint.config(
  { ignores: ['bin/**', 'dist/**', 'runs/**', 'corpus/**', 'node_modules/**'] },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: './tsconfig.tests.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Index arithmetic in kernels is checked by tests; noUncheckedIndexedAccess makes every such place visible as `!`.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/prefer-nullish-coalescing': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'ExportAllDeclaration', message: 'Name what a room exports.' },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  doors('src/*/*.ts', 1),
  doors('src/*/*/*.ts', 2),
  doors('src/*/*/*/*.ts', 3),
  { files: ['**/*.config.{js,ts}'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['examples/**', 'tests/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.test.ts', '**/*.contract.ts'],
    plugins: { vitest },
    rules: {
      ...vitest.configs.recommended.rules,
      'vitest/valid-expect': 'error',
      'vitest/expect-expect': ['error', { assertFunctionNames: ['expect*', '**.expect*', 'fc.assert'] }],
      'vitest/no-focused-tests': 'error',
      'vitest/no-disabled-tests': 'error',
    },
  },
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.disableTypeChecked] },
);
