import type { Problem } from './service-types.js';

/** Where a service is, and how to ask it. */
export interface Connection {
  /** E.g. `http://127.0.0.1:8080`; empty for the origin of the page that this runs in. */
  readonly url: string;
  /** An API key of `doppelton keys new`, where the service asks for one. */
  readonly key?: string;
}

/** How one request is sent. */
export interface CallOptions {
  /** Ends the request. */
  readonly signal?: AbortSignal;
}

type Value = string | number | boolean | undefined;

/** A request as the service's document describes it. */
export interface Call {
  readonly method: string;
  /** With its parameters filled in. */
  readonly path: string;
  readonly query?: Readonly<Record<string, Value>>;
  readonly form?: Readonly<Record<string, Value | Blob>>;
}

/** A request that the service could not meet. */
export class ServiceError extends Error {
  /** HTTP status. */
  readonly status: number;
  /** What the service says of it; absent where the answer is not the service's, as a proxy's may be. */
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined) {
    super(problem === undefined ? `the service answered with status ${status}` : problem.detail);
    this.name = 'ServiceError';
    this.status = status;
    this.problem = problem;
  }
}

/** The address of a request. */
export function addressOf({ url }: Connection, { path, query = {} }: Call): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  );
  return `${url.replace(/\/$/, '')}${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
}

/**
 * Sends a request.
 *
 * @throws ServiceError when the answer is an error; what `fetch` throws when there is none.
 */
export async function send(
  connection: Connection,
  call: Call,
  { signal }: CallOptions = {},
): Promise<Response> {
  const { key } = connection;
  const answer = await fetch(addressOf(connection, call), {
    method: call.method,
    ...(call.form !== undefined && { body: formData(call.form) }),
    ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }),
    ...(signal !== undefined && { signal }),
  });
  if (answer.ok) return answer;
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json') === true;
  throw new ServiceError(answer.status, isProblem ? ((await answer.json()) as Problem) : undefined);
}

/** Sends a request whose answer is JSON. */
export async function sendForJson<T>(connection: Connection, call: Call, options?: CallOptions): Promise<T> {
  return (await (await send(connection, call, options)).json()) as T;
}

/** Sends a request whose answer is text. */
export async function sendForText(
  connection: Connection,
  call: Call,
  options?: CallOptions,
): Promise<string> {
  return (await send(connection, call, options)).text();
}

/** Sends a request whose answer is a file. */
export async function sendForBlob(connection: Connection, call: Call, options?: CallOptions): Promise<Blob> {
  return (await send(connection, call, options)).blob();
}

/** Sends a request whose answer is empty. */
export async function sendForNothing(
  connection: Connection,
  call: Call,
  options?: CallOptions,
): Promise<void> {
  await send(connection, call, options);
}

function formData(parts: NonNullable<Call['form']>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(parts)) {
    if (value === undefined) continue;
    if (value instanceof Blob) form.append(name, value);
    else form.append(name, String(value));
  }
  return form;
}
