// A process that puts into the library at argv[2] what it is sent, batch after batch, and says what was acknowledged.
import { openLibrary } from '../dist/platform/node/index.js';

const store = await openLibrary(process.argv[2]);
let batches = 0;
let work = Promise.resolve();

async function add(entries) {
  try {
    process.send({
      acknowledged: entries.map(({ recording }) => recording.id),
      added: await store.add(entries),
    });
    // The index is written now and then, so that a kill may come in the middle of that too.
    if (++batches % 3 === 0) await store.optimise();
  } catch (error) {
    process.send({ code: error.code ?? String(error), message: error.message });
  }
}

process.on('message', (entries) => {
  if (entries === 'end') work = work.then(() => store.close()).then(() => process.disconnect());
  else work = work.then(() => add(entries));
});
process.send({ ready: true });
