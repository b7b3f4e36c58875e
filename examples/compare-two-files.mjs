// Compares two recordings and says where they sound most alike: node examples/compare-two-files.mjs [A B]
import { compare } from 'doppelton';

const [reference = 'samples/original.ogg', candidate = 'samples/altered.mp3'] = process.argv.slice(2);
const { verdict, score, threshold, bestFragments } = await compare(reference, candidate);
console.log(`${verdict}: score ${score.toFixed(3)}, threshold ${threshold.toFixed(3)}`);
console.log(
  `${bestFragments.referenceStartSeconds.toFixed(1)} s in the reference sounds like ` +
    `${bestFragments.candidateStartSeconds.toFixed(1)} s in the candidate`,
);
