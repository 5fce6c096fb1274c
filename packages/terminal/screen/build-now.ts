// Builds the screen where its sources are newer: the service runs this before it starts, because `serve` itself may not
// write to the program's folder there.
import { builtScreen } from './build.ts';

await builtScreen((text) => process.stderr.write(`${text}\n`));
