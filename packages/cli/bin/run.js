#!/usr/bin/env node
import nodeModule from 'node:module'; // default import: a named one is a SyntaxError on Node 20

const args = process.argv.slice(2);
if (Number.parseInt(process.versions.node, 10) < 24) {
  const message = `metta-dd needs Node.js 24 or newer; this is ${process.version}.`;
  if (args.includes('--json')) {
    const errors = [{ code: 'INCOMPATIBLE', message }];
    console.log(
      JSON.stringify({ schema: 'metta-dd.error/1', ok: false, result: null, warnings: [], errors, meta: {} }),
    );
  }
  console.error(message);
  process.exit(8);
}
nodeModule.enableCompileCache?.(); // harmless where it cannot write

// A reader that has seen enough (`| head`) is no failure; oclif would wait for a drain that never comes.
const onWriteError = (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? 0);
};
process.stdout.on('error', onWriteError);
process.stderr.on('error', onWriteError);

const { flush, run } = await import('@oclif/core'); // dynamic: static imports are evaluated before the check
try {
  await run(args, import.meta.url);
} catch (error) {
  const { startupFailure } = await import('../dist/startup-failure.js');
  process.exitCode = startupFailure(error, args);
}
await flush();
process.exit(); // a socket that a collector left open must not hold the process
