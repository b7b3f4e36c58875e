import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeWav, tone } from '../../../../tests/sounds.js';
import { httpSource } from './http-source.js';
import { collectSound, RATE_HZ, secondsOf } from './sound-source.contract.js';

const WAV = encodeWav([tone(700, 0.4, RATE_HZ, 3)], RATE_HZ, 's16');

let server: Server;
let origin: string;
let end: AbortController;
let pages: Record<string, string>;
const asked: IncomingMessage[] = [];
/** What is done for any other path. */
let live: (response: ServerResponse) => void;

beforeEach(async () => {
  end = new AbortController();
  asked.length = 0;
  pages = {};
  live = (response) => response.end(WAV);
  server = createServer((request, response) => {
    asked.push(request);
    const page = pages[request.url ?? ''];
    if (page === undefined) live(response);
    else response.end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  end.abort();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const listen = (address: string, isEnough: Parameters<typeof collectSound>[2]) =>
  collectSound(httpSource(address, { signal: end.signal, wait: () => setImmediate() }), end, isEnough);

describe('a playlist', () => {
  it.each([
    ['M3U', '#EXTM3U\n#EXTINF:-1,Radio\n/live?quality=high\n/other\n'],
    ['M3U without a heading', () => `${origin}/live?quality=high\n`],
    ['PLS', () => `[playlist]\nNumberOfEntries=1\nFile1=${origin}/live?quality=high\nLength1=-1\n`],
  ])('has its first stream listened to, anew for each connection: %s', async (_, text) => {
    pages['/radio'] = typeof text === 'string' ? text : text();
    const heard = await listen(`${origin}/radio`, (seconds, breaks) => seconds > 5 && breaks.length > 0);
    expect(secondsOf(heard)).toBeGreaterThan(5);
    expect(asked.map(({ url }) => url).slice(0, 4)).toEqual([
      ...['/radio', '/live?quality=high', '/radio', '/live?quality=high'],
    ]);
  });

  it('has the password of its address sent on to its own server, and to no other', async () => {
    pages['/own'] = '#EXTM3U\n/live\n';
    pages['/other'] = `#EXTM3U\n${origin.replace('127.0.0.1', 'localhost')}/live\n`;
    const secret = origin.replace('http://', 'http://me:secret@');
    await listen(`${secret}/own`, () => true);
    end = new AbortController();
    await listen(`${secret}/other`, () => true).catch(() => undefined);
    const sent = asked.map(({ url, headers }) => [url, headers.authorization !== undefined]);
    expect(sent.slice(0, 3)).toEqual([
      ['/own', true],
      ['/live', true],
      ['/other', true],
    ]);
    expect(sent.slice(3)).not.toContainEqual(['/live', true]);
  });

  it.each([
    [
      '#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\na.ts\n',
      'is a playlist of pieces (HLS), which names a.ts',
    ],
    ['#EXTM3U\nfile:///music/a.mp3\n', 'is a playlist, which names file:///music/a.mp3'],
    ['[playlist]\nNumberOfEntries=0\n', 'is a playlist without entries'],
    ['<html><body>The radio</body></html>', 'is a web page, not a stream'],
  ])('that names no stream is called so, as a page is: %j', async (text, words) => {
    pages['/radio'] = text;
    await expect(listen(`${origin}/radio`, () => true)).rejects.toMatchObject({
      code: 'STREAM_NOT_SOUND',
      message: `${origin}/radio ${words}`,
    });
  });

  it('is followed once only, and its stream named where that does not answer', async () => {
    pages['/first'] = '#EXTM3U\n/first\n';
    await expect(listen(`${origin}/first`, () => true)).rejects.toMatchObject({ code: 'STREAM_NOT_SOUND' });
    expect(asked).toHaveLength(2);
    pages['/dead'] = '#EXTM3U\nhttp://127.0.0.1:1/live\n';
    await expect(listen(`${origin}/dead`, () => true)).rejects.toMatchObject({
      message: 'http://127.0.0.1:1/live, which the playlist names, does not answer',
    });
  });
});

describe('a connection', () => {
  it('is ended by the signal also when nothing comes, and all that was not held has been collected', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    live = (response) => response.write(WAV.subarray(0, 100_000));
    const closed = new Promise((resolve) => {
      server.on('connection', (socket) => socket.on('close', resolve));
    });
    const heard = await listen(`${origin}/live`, () => {
      collectGarbage();
      return true;
    });
    expect(secondsOf(heard)).toBeGreaterThan(0);
    await closed;
  });

  it('with what speaks something like HTTP only is said to be one', async () => {
    const old = createTcpServer((socket) => {
      socket
        .on('error', () => undefined)
        .once('data', () => {
          socket.end('ICY 200 OK\r\nicy-name: Radio\r\n\r\n');
        });
    });
    await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(old.address() as AddressInfo).port}/live`;
    await expect(listen(address, () => true)).rejects.toMatchObject({
      code: 'STREAM_UNAVAILABLE',
      message: `${address} does not answer in HTTP`,
    });
    await new Promise((resolve) => old.close(resolve));
  });
});
