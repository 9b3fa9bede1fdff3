import { defineConfig } from 'vite';

/**
 * Builds the console into `dist/console`, without inlined assets and without a preload helper, since the page's policy
 * allows only its own files.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: '/admin/',
  clearScreen: false,
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'graphql', test: /node_modules\/graphql\// }] } },
      // Libraries that also run on servers have directives for them.
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
    license: { fileName: 'assets/licenses.txt' },
  },
});
