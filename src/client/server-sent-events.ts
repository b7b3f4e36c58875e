import { send, type Call, type CallOptions, type Connection } from './connection.js';

/**
 * Sends a request whose answer is a stream of server-sent events with JSON as their data.
 *
 * @returns The data of each event, until the stream ends.
 * @throws What {@link send} throws.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function* sendForEvents<T>(
  connection: Connection,
  call: Call,
  options?: CallOptions,
): AsyncGenerator<T, void, undefined> {
  const { body } = await send(connection, call, options);
  if (body === null) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (text + decoder.decode(value, { stream: true })).split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const data = dataOf(block);
        if (data !== '') yield JSON.parse(data) as T;
      }
    }
  } finally {
    // Also where the caller stops listening.
    await reader.cancel();
  }
}

/** The data of an event; empty for a comment. */
function dataOf(block: string): string {
  return block
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length).trimStart())
    .join('\n');
}
