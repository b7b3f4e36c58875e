/** What a comparison warns of, beside what the decoders do. */
export const COMPARISON_WARNINGS = {
  holdsOneSound: (path: string, variety: number) =>
    `${path}: holds no music or speech, but one note, hum or tick over and over (variety ${variety.toFixed(1)}); ` +
    'such sounds align with one another whatever their origin, so no support for a common origin is stated',
  soundsLikeNoise: (path: string, variety: number) =>
    `${path}: sounds like noise (variety ${variety.toFixed(1)}); what else it may hold is hard to recognise`,
  driftingTempo: (tempoRatios: readonly number[]) =>
    `the two run on from segment to segment without a cut, but at changing tempi (${tempoRatios.map((ratio) => `× ${ratio.toFixed(3)}`).join(', ')}): a copy does so only where ` +
    'a machine drifted; another performance of the same composition does so too, and the likelihood ratio does not tell them apart',
  /** @param isWeighed - Whether a ratio against another rendition is stated. */
  otherRendition: (isWeighed: boolean) =>
    'the two run together note by note, but each lacks much of what is loud in the other: this is how two renditions of one ' +
    'composition sound, by other instruments or another synthesiser, and seldom a copy; the likelihood ratio against different recordings does not tell them apart' +
    (isWeighed ? ', the one against another rendition does' : ''),
};
