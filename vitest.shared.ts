import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { defineConfig, type Plugin } from 'vitest/config';

/** Vite's own transformer leaves standard decorators in place, which no Node can run; esbuild lowers them. */
const standardDecorators = (): Plugin => ({
  name: 'standard-decorators',
  enforce: 'pre',
  transform: {
    filter: { id: /\.ts$/, code: /^\s*@\w/m },
    async handler(code, id) {
      const out = await transform(code, {
        loader: 'ts',
        target: 'es2022',
        sourcemap: true,
        sourcefile: id,
        tsconfigRaw: { compilerOptions: { useDefineForClassFields: true, verbatimModuleSyntax: true } },
      });
      return { code: out.code, map: out.map, moduleType: 'js' };
    },
  },
});

const packages = fileURLToPath(new URL('packages', import.meta.url));

export default defineConfig({
  plugins: [standardDecorators()],
  resolve: {
    // Tests read the sources of the workspace, so that no stale build is ever tested.
    alias: [
      { find: /^@metta-dd\/(core)\/(http|runtime|delivery)$/, replacement: `${packages}/$1/src/$2/index.ts` },
      { find: '@metta-dd/core/sites', replacement: `${packages}/core/src/delivery/sites.ts` },
      { find: /^@metta-dd\/([\w-]+)$/, replacement: `${packages}/$1/src/index.ts` },
    ],
  },
  test: {
    include: ['{src,test}/**/*.test.ts'],
    // @oclif/test captures the console itself; with vitest's interception its stdout stays empty.
    disableConsoleIntercept: true,
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
  },
});
