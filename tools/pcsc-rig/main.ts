/** Runs the rig in the foreground until Ctrl-C: `node tools/pcsc-rig/main.ts [--reader NAME]…`. */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { rigProblem, startRig } from './rig.ts';

const { values } = parseArgs({ options: { reader: { type: 'string', multiple: true } } });
const problem = rigProblem();
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(5);
}
const rig = await startRig(values.reader === undefined ? {} : { readers: values.reader });
process.stdout.write(`export PCSCLITE_CSOCK_NAME=${rig.socketPath}\n`);
for (const reader of rig.readers)
  process.stdout.write(`# "${reader.name}": card connects to 127.0.0.1:${reader.port}\n`);
const stay = setInterval(() => {}, 60_000);
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
clearInterval(stay);
await rig.dispose();
