/** A signal that comes with another one, or before it. */
export interface EndingSignal {
  readonly signal: AbortSignal;
  /** Has it come now, and frees what waited for the other one. */
  end(): void;
}

/** As `AbortSignal.any`, but held by the signal that it waits for until it has come: never collected as garbage before. */
export function endingWith(signal: AbortSignal): EndingSignal {
  const own = new AbortController();
  const end = () => {
    signal.removeEventListener('abort', end);
    own.abort();
  };
  if (signal.aborted) own.abort();
  else signal.addEventListener('abort', end);
  return { signal: own.signal, end };
}
