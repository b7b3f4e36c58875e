import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { clientSource, type ClientDocument } from './client-source.js';
import { ServiceProcess } from './service-process.js';

const CLIENT = new URL('../../src/client/', import.meta.url).pathname;

it("the client is what the service's document gives", async () => {
  const service = await ServiceProcess.start('--processes', '1');
  try {
    const document = (await (await fetch(`${service.url}/api/openapi.json`)).json()) as ClientDocument;
    for (const [name, text] of Object.entries(clientSource(document))) {
      const path = join(CLIENT, name);
      const formatted = await format(text, { ...(await resolveConfig(path)), parser: 'typescript' });
      await expect(formatted).toMatchFileSnapshot(path);
    }
  } finally {
    await service.stop();
  }
});
