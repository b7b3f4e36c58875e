// Ranks recordings by how much they sound like the first: node examples/find-the-closest.mjs QUERY FILE…
// A model is loaded once and used for many comparisons; a file that cannot be used is named and passed over.
import { DoppeltonError, openModel } from 'doppelton';

const [query = 'samples/original.ogg', ...given] = process.argv.slice(2);
const files = given.length > 0 ? given : ['samples/different.ogg', 'samples/faster-noisy.opus', 'README.md'];
const model = await openModel('default');
const ranking = [];
for (const file of files) {
  try {
    ranking.push({ file, score: (await model.compare(query, file)).score });
  } catch (error) {
    if (!(error instanceof DoppeltonError)) throw error;
    console.log(`passed over: ${error.code} ${error.message}`);
  }
}
await model.release();
for (const { file, score } of ranking.sort((a, b) => b.score - a.score)) console.log(score.toFixed(3), file);
