import { DoppeltonError } from '../../errors/index.js';
import { ServiceError, type Problem } from './service-error.js';

/** An address of the service's API, e.g. of `library`. */
export function apiUrl(path: string): string {
  return new URL(`api/v1/${path}`, document.baseURI).href;
}

/**
 * Asks the service.
 *
 * @param key - API key, where the service wants one.
 * @throws DoppeltonError What the service answers; `LIBRARY_UNAVAILABLE`.
 */
export async function askService(
  path: string,
  key: string | undefined,
  request: RequestInit = {},
): Promise<Response> {
  const headers = { ...(key !== undefined && { authorization: `Bearer ${key}` }) };
  let response: Response;
  try {
    response = await fetch(apiUrl(path), { ...request, headers });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new DoppeltonError('LIBRARY_UNAVAILABLE', 'the service does not answer', cause);
  }
  if (response.ok) return response;
  throw await failureOf(response);
}

async function failureOf(response: Response): Promise<DoppeltonError> {
  try {
    return new ServiceError((await response.json()) as Problem);
  } catch {
    return new DoppeltonError('LIBRARY_UNAVAILABLE', `the service answered with status ${response.status}`);
  }
}
