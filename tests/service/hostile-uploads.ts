import type { Rng } from '../../src/numeric/index.js';
import { HOSTILE_FILES, HOSTILE_NAMES, randomBytes } from './hostile-files.js';
import type { RawRequest } from './raw-request.js';

const BOUNDARY = 'doppelton-test-boundary';
const FORM = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
const MEGABYTE = 1 << 20;

interface Part {
  readonly head: string;
  readonly content: Uint8Array;
}

const ROUTES = [
  { path: '/api/v1/comparisons?wait=60', parts: ['reference', 'candidate'] },
  { path: '/api/v1/library/recordings?wait=60', parts: ['recording'] },
] as const;

/** How a form is sent wrongly; what it holds does not matter then. */
const BROKEN_FORMS: Readonly<Record<string, (rng: Rng, whole: RawRequest) => RawRequest>> = {
  'without a boundary': (_, whole) => ({ ...whole, headers: sized(whole.body, 'multipart/form-data') }),
  'of another boundary': (_, whole) => ({
    ...whole,
    headers: sized(whole.body, 'multipart/form-data; boundary=other'),
  }),
  'as JSON': (_, whole) => ({ ...whole, headers: sized(whole.body, 'application/json') }),
  'without a type': (_, whole) => ({ ...whole, headers: { 'content-length': String(whole.body.length) } }),
  'without its end': (rng, whole) => {
    const body = whole.body.subarray(0, rng.integer(whole.body.length));
    return { ...whole, headers: { ...FORM, 'content-length': String(body.length) }, body };
  },
  'that is noise': (rng, whole) => {
    const body = randomBytes(rng, 2000);
    return { ...whole, headers: { ...FORM, 'content-length': String(body.length) }, body };
  },
  'with a head of rubbish': (_, whole) => formRequest(whole.path, [{ head: 'rubbish', content: EMPTY }]),
  'with an endless head': (_, whole) =>
    formRequest(whole.path, [{ head: `X-Long: ${'x'.repeat(200_000)}`, content: EMPTY }]),
  'with a nameless file': (_, whole) =>
    formRequest(whole.path, [{ head: 'Content-Disposition: form-data; filename="a.mp3"', content: EMPTY }]),
  'with a thousand fields': (_, whole) =>
    formRequest(
      whole.path,
      Array.from({ length: 1000 }, (_unused, i) => field(`field${i}`, 'x')),
    ),
  'with a hundred files': (_, whole) =>
    formRequest(
      whole.path,
      Array.from({ length: 100 }, () => file('reference', 'a.mp3', EMPTY)),
    ),
  'with a field as long as a book': (_, whole) =>
    formRequest(whole.path, [field('threshold', '9'.repeat(300_000))]),
  'with a field for the prototype': (_, whole) => formRequest(whole.path, [field('__proto__', '{}')]),
  'with a file for the constructor': (_, whole) =>
    formRequest(whole.path, [file('constructor', 'a.mp3', EMPTY)]),
  'with a file too large': (_, whole) =>
    formRequest(whole.path, [file('reference', 'a.mp3', new Uint8Array(1.5 * MEGABYTE))]),
  'said to be of terabytes': (_, whole) => ({
    ...whole,
    headers: { ...FORM, 'content-length': '9999999999999' },
    abortAfter: whole.body.length,
  }),
  'that is broken off': (rng, whole) => ({ ...whole, abortAfter: rng.integer(whole.body.length) }),
  'in chunks that lie': (_, whole) => ({
    ...whole,
    headers: { ...FORM, 'transfer-encoding': 'chunked' },
    body: Buffer.from('ffffffff\r\nshort\r\nzzz\r\n'),
    abortAfter: 22,
  }),
};

const EMPTY = new Uint8Array(0);

/** An upload that the service has to survive. */
export interface HostileUpload {
  readonly what: string;
  readonly request: RawRequest;
}

/** The same uploads for the same generator; every kind is among the first few dozen. */
export function hostileUploads(count: number, rng: Rng): HostileUpload[] {
  const files = Object.entries(HOSTILE_FILES);
  const broken = Object.entries(BROKEN_FORMS);
  return Array.from({ length: count }, (_, i) => {
    const own = rng.fork(i);
    const [kind, make] = files[Math.floor(i / 2) % files.length]!;
    const { path, parts } = ROUTES[own.integer(ROUTES.length)]!;
    const name = HOSTILE_NAMES[own.integer(HOSTILE_NAMES.length)]!;
    const whole = formRequest(
      path,
      parts.map((part) => file(part, name, make(own))),
    );
    if (i % 2 === 0) return { what: `${kind}, called ${JSON.stringify(name.slice(0, 40))}`, request: whole };
    const [way, spoil] = broken[Math.floor(i / 2) % broken.length]!;
    return { what: `a form ${way}`, request: spoil(own, whole) };
  });
}

/** A whole form as one should be sent. */
export function formRequest(path: string, parts: readonly Part[]): RawRequest {
  const body = Buffer.concat([
    ...parts.flatMap(({ head, content }) => [
      Buffer.from(`--${BOUNDARY}\r\n${head}\r\n\r\n`),
      content,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${BOUNDARY}--\r\n`),
  ]);
  return { path, headers: { ...FORM, 'content-length': String(body.length) }, body };
}

export function file(part: string, name: string, content: Uint8Array): Part {
  const head = `Content-Disposition: form-data; name="${part}"; filename="${name}"\r\nContent-Type: audio/mpeg`;
  return { head, content };
}

function field(name: string, value: string): Part {
  return { head: `Content-Disposition: form-data; name="${name}"`, content: Buffer.from(value) };
}

function sized(body: Uint8Array, type: string): Record<string, string> {
  return { 'content-type': type, 'content-length': String(body.length) };
}
