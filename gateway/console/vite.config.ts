import { defineConfig } from 'vite';

/**
 * Builds the console into `dist/console`. Nothing is inlined and nothing is loaded by a helper of the
 * bundler's, since the page's policy lets it run its own files only.
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
      // A directive for servers, in libraries that also run there.
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
    license: { fileName: 'assets/licenses.txt' },
  },
});
