import { run } from './program.js';
import { exitOnBrokenOutput } from './standard-output.js';

exitOnBrokenOutput();
process.exitCode = await run(process.argv.slice(2));
