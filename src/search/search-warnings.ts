/** What a search warns of, beside what the decoders do. */
export const SEARCH_WARNINGS = {
  holdsOneSound: (variety: number) =>
    `the query holds one note, hum or tick over and over (variety ${variety.toFixed(1)}): such sounds align with one another whatever their origin, so nothing was searched`,
  soundsLikeNoise: (variety: number) =>
    `the query sounds like noise (variety ${variety.toFixed(1)}); what else it may hold is hard to recognise`,
  short: (seconds: number, judgedFromSeconds: number) =>
    `the query lasts ${seconds.toFixed(1)} s; searches are judged on parts of ${judgedFromSeconds} s and more`,
};
