import { writeSync } from 'node:fs';
import { openVirtualFile } from '../../src/virtual/index.ts';

/** Writes ever higher numbers into page 10h of the NTAG in the file given, and says each once it is answered. */
const card = await openVirtualFile(process.argv[2]!).waitForCard();
for (let number = 1; ; number++) {
  const page = Buffer.alloc(4);
  page.writeUInt32BE(number);
  const { sw } = await card.transmit(new Uint8Array([0xff, 0xd6, 0x00, 0x10, 0x04, ...page]));
  if (sw !== 0x9000) throw new Error(`write failed with ${sw.toString(16)}`);
  writeSync(1, `${number}\n`);
}
