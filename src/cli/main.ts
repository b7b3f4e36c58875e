import { reportFailure, run } from './program.js';
import { watchOutput } from './standard-output.js';

const args = process.argv.slice(2);
watchOutput();
// Node's own exit code of what nobody caught is 1, which says that nothing matches.
process.on('uncaughtException', (error) => {
  process.exit(reportFailure(error, args));
});
process.exitCode = await run(args);
