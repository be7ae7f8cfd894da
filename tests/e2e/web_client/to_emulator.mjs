// Preloaded by Node: what the browser build asks of AWS goes to the emulator, and nothing goes anywhere else.

import { request as send } from 'node:http';

const emulator = new URL(process.env.EMULATOR_URL);

/** `down` begins the names of hosts that do not answer; `refused` counts their requests, `asked` names the others. */
globalThis.network = { down: undefined, refused: 0, asked: [] };

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const { host, pathname, search } = new URL(request.url);
  if (!host.endsWith('.amazonaws.com')) throw new TypeError(`a test may not connect to ${host}`);
  if (network.down && host.startsWith(network.down)) {
    network.refused += 1;
    throw new TypeError('Failed to fetch'); // as a browser says it
  }
  network.asked.push(request.headers.get('x-amz-target'));
  const body = Buffer.from(await request.arrayBuffer());
  return new Promise((resolve, reject) => {
    // not by Node's own fetch, which does not let the host be set, and the signature is over the host of AWS
    const asked = send({
      host: emulator.hostname,
      port: emulator.port,
      path: pathname + search,
      method: request.method,
      headers: { ...Object.fromEntries(request.headers), host, 'content-length': body.length },
    });
    asked.on('error', (cause) => reject(new TypeError('Failed to fetch', { cause })));
    asked.on('response', async (answer) => {
      const content = Buffer.concat(await answer.toArray());
      resolve(new Response(content, { status: answer.statusCode, headers: answer.headers }));
    });
    asked.end(body);
  });
};
