/** What decoders warn of, in the same words whichever decodes. */
export const DECODING_WARNINGS = {
  truncated: (decodedSeconds: number, declaredSeconds: number) =>
    `truncated: ${decodedSeconds.toFixed(1)} of the declared ${declaredSeconds.toFixed(1)} s could be decoded`,
  endMissing: (decodedSeconds: number) =>
    `truncated: the end is missing or damaged; ${decodedSeconds.toFixed(1)} s could be decoded`,
  damagedPackets: (packets: number) =>
    `damaged: ${packets} packets inside the recording could not be decoded`,
  missingInside: (seconds: number) => `damaged: ${seconds.toFixed(1)} s inside the recording are missing`,
};
