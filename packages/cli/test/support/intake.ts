import { createServer, type Server } from 'node:http';
import { startLocalDatadog } from '@metta-dd/local-datadog';
import { onTestFinished } from 'vitest';

/** A local Datadog that knows these keys, gone when the test is over. */
export async function localDatadog(apiKeys: readonly string[]) {
  const datadog = await startLocalDatadog({ apiKeys, strict: true });
  onTestFinished(() => datadog.close());
  return datadog;
}

/** A server that answers every request alike. */
export async function answering(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  return listening(server);
}

/** Its address, until the test is over. */
export async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
