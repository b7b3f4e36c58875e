/** A decoding that waits for a word. */
interface HeldDecoding {
  goOn(): void;
  readonly ended: Promise<unknown>;
  decodings: number;
}

/** Has the page's next decoding wait until {@link endHeldDecoding}. */
export function holdFirstDecoding(): void {
  const scope = globalThis as { held?: HeldDecoding };
  const { prototype } = OfflineAudioContext;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the context below
  const { decodeAudioData } = prototype;
  prototype.decodeAudioData = function (this: OfflineAudioContext, bytes) {
    if (scope.held !== undefined) {
      scope.held.decodings++;
      return decodeAudioData.call(this, bytes);
    }
    const word = new EventTarget();
    const ended = new Promise((resolve) => {
      word.addEventListener('go-on', resolve);
    }).then(() => decodeAudioData.call(this, bytes));
    scope.held = { ended, decodings: 1, goOn: () => word.dispatchEvent(new Event('go-on')) };
    return ended;
  };
}

/** Lets the held decoding end. @returns How many were begun until the page had answered that. */
export async function endHeldDecoding(): Promise<number> {
  const { held } = globalThis as unknown as { held: HeldDecoding };
  held.goOn();
  await held.ended;
  // A task later, all that follows on it without waiting has happened.
  await new Promise((resolve) => setTimeout(resolve));
  return held.decodings;
}
