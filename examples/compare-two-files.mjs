// Compares two recordings and says how strong the evidence is and where they run together:
// node examples/compare-two-files.mjs [A B]
import { compare } from 'doppelton';

const [reference = 'samples/original.ogg', candidate = 'samples/altered.mp3'] = process.argv.slice(2);
const { verdict, score, threshold, verbalScale, segments, alterations } = await compare(reference, candidate);
console.log(`${verdict}: score ${score.toFixed(3)}, threshold ${threshold.toFixed(3)}`);
// A model that is not calibrated decides by cosine and states no strength of evidence.
if (verbalScale !== undefined) console.log(verbalScale.phrase);
for (const segment of segments) {
  const span = (start, end) => `${start.toFixed(1)} – ${end.toFixed(1)} s`;
  console.log(
    `${span(segment.referenceStartSeconds, segment.referenceEndSeconds)} of the reference run with ` +
      `${span(segment.candidateStartSeconds, segment.candidateEndSeconds)} of the candidate, ` +
      `pitch ${segment.pitchShiftSemitones.toFixed(2)}`,
  );
}
for (const alteration of alterations) console.log(JSON.stringify(alteration));
