// The four rules that need types; everything else is Biome's.
import { defineConfig } from 'eslint/config'
import { parser, plugin } from 'typescript-eslint'

export default defineConfig([
  { ignores: ['**/dist/**', '**/node_modules/**', '**/*.js', '**/.turbo/**', '**/.sandbox/**'] },
  {
    files: ['**/*.ts'],
    languageOptions: {
      parser,
      parserOptions: { projectService: true, tsconfigRootDir: `${import.meta.dirname}/../..` },
    },
    plugins: { '@typescript-eslint': plugin },
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        // node:test waits for its tests by itself.
        { allowForKnownSafeCalls: [{ from: 'package', name: 'test', package: 'node:test' }] },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
])
