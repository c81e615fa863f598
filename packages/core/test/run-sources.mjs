// Preloaded into child processes of tests: lets them run the TypeScript sources, whose specifiers end in `.js`.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    const source = specifier.startsWith('.') && context.parentURL?.includes('/src/');
    return next(source ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
