import { describe, expect, test } from 'vitest';
import { getVersion, passwordAuthenticate, readCounter } from '../../src/apdu/ntag.ts';
import { fromHex } from '../../src/bytes.ts';
import type { ReaderProfile } from '../../src/readers/profile.ts';
import { ACR122U, PLAIN, TRANSPARENT } from '../../src/readers/profile.ts';
import { ReaderCommands } from '../../src/readers/reader-commands.ts';
import { ATR, ScriptedConnection } from './scripted-connection.ts';

type Script = readonly (readonly [string, string])[];

/** Commands against a script; afterwards every line of it must have been used. */
async function run<T>(
  profile: ReaderProfile,
  script: Script,
  work: (commands: ReaderCommands) => Promise<T>,
) {
  const connection = new ScriptedConnection(ATR['type-2'], script);
  try {
    return await work(new ReaderCommands(connection, profile));
  } finally {
    expect(connection.remaining).toBe(0);
  }
}

const failing = (code: string) => expect.objectContaining({ code });
const KEY = fromHex('112233445566');
const LOAD = 'FF82000006112233445566';
const AUTH_B_8 = 'FF860000050100086100';

describe('UID', () => {
  test.each([
    ['04A1B2C3D4E501 9000', '04A1B2C3D4E501'],
    ['5A1B2C3D 9000', '5A1B2C3D'],
    ['0102030405060708090A 9000', '0102030405060708090A'],
  ])('%s', async (answer, uid) => {
    expect(await run(ACR122U, [['FFCA000000', answer]], (commands) => commands.uid())).toEqual(fromHex(uid));
  });
  test.each(['6300', '6282', '6A81', '5A1B2C 9000', '9000', '5A1B2C3D 6282'])('%s fails', async (answer) => {
    await expect(run(ACR122U, [['FFCA000000', answer]], (c) => c.uid())).rejects.toThrow(
      failing('reader-failed'),
    );
  });
});

describe('keys of MIFARE Classic', () => {
  test('the same key is loaded once; another one is loaded', async () => {
    const script: Script = [
      [LOAD, '9000'],
      ['FF82000006AAAAAAAAAAAA', '9000'],
      [LOAD, '9000'],
    ];
    await run(ACR122U, script, async (commands) => {
      await commands.loadKey(KEY);
      await commands.loadKey(KEY.slice());
      await commands.loadKey(fromHex('AAAAAAAAAAAA'));
      await commands.loadKey(KEY);
    });
  });

  // nfc-pcsc keeps keys under a text in which these two are the same (protocol-facts §8.1).
  test('keys that are no UTF-8 are told apart', async () => {
    const script: Script = [
      ['FF82000006FFFEFFFEFFFE', '9000'],
      ['FF82000006FEFFFEFFFEFF', '9000'],
    ];
    await run(ACR122U, script, async (commands) => {
      await commands.loadKey(fromHex('FFFEFFFEFFFE'));
      await commands.loadKey(fromHex('FEFFFEFFFEFF'));
    });
  });

  test('after any failure the key is loaded again', async () => {
    const script: Script = [
      [LOAD, '9000'],
      [AUTH_B_8, '6300'],
      [LOAD, '9000'],
      [AUTH_B_8, '9000'],
      ['FFB0000810', '6300'],
      [LOAD, '9000'],
    ];
    await run(ACR122U, script, async (commands) => {
      await commands.loadKey(KEY);
      await expect(commands.authenticate(8, 'B')).rejects.toThrow(failing('card-authentication-failed'));
      await commands.loadKey(KEY);
      await commands.authenticate(8, 'B');
      await expect(commands.readBlocks(8, 1)).rejects.toThrow(failing('reader-failed'));
      await commands.loadKey(KEY);
    });
  });

  test.each(['6300', '6983', '6986', '6988', '6A81', '63C0'])(
    'any status but 9000 (%s) is a failed load',
    async (sw) => {
      await expect(run(ACR122U, [[LOAD, sw]], (c) => c.loadKey(KEY))).rejects.toThrow(
        failing('reader-failed'),
      );
    },
  );
});

describe('blocks', () => {
  const block = (byte: string) => byte.repeat(16);

  test('an ACR122U reads one block at a time, an ACR1252U a sector', async () => {
    const one: Script = [
      ['FFB0000810', `${block('08')}9000`],
      ['FFB0000910', `${block('09')}9000`],
    ];
    const all: Script = [['FFB0000820', `${block('08')}${block('09')}9000`]];
    for (const [profile, script] of [
      [ACR122U, one],
      [TRANSPARENT, all],
    ] as const) {
      const bytes = await run(profile, script, (commands) => commands.readBlocks(8, 2));
      expect(bytes).toEqual(fromHex(block('08') + block('09')));
    }
  });

  test('a reader that reads several blocks in name only gets them one by one', async () => {
    const script: Script = [
      ['FFB0000820', '6700'],
      ['FFB0000810', `${block('08')}9000`],
      ['FFB0000910', `${block('09')}9000`],
      ['FFD6000810' + block('0A'), '9000'],
      ['FFD6000910' + block('0B'), '9000'],
    ];
    await run(TRANSPARENT, script, async (commands) => {
      await commands.readBlocks(8, 2);
      await commands.writeBlocks(8, fromHex(block('0A') + block('0B')));
    });
  });

  test.each([`${'00'.repeat(15)}9000`, `${'00'.repeat(17)}9000`, '9000', '6300', '6282'])(
    'a short or long answer is a failure: %#',
    async (answer) => {
      const reading = run(ACR122U, [['FFB0000810', answer]], (c) => c.readBlocks(8, 1));
      await expect(reading).rejects.toThrow(failing('reader-failed'));
    },
  );

  test('a write that is not confirmed', async () => {
    const script: Script = [['FFD6000810' + block('0A'), '6581']];
    const writing = run(ACR122U, script, (c) => c.writeBlocks(8, fromHex(block('0A'))));
    await expect(writing).rejects.toThrow(failing('card-write-failed'));
  });
});

describe('tag commands through a PN532', () => {
  const PWD = 'FF00000007D4421B11223344';
  const authenticate = (commands: ReaderCommands) => commands.tag(passwordAuthenticate(fromHex('11223344')));

  test('PWD_AUTH gives the PACK', async () => {
    expect(await run(ACR122U, [[PWD, 'D54300ABCD9000']], authenticate)).toEqual(fromHex('ABCD'));
  });
  test.each(['D543029000', 'D543139000', 'D54300009000', 'D54300049000'])(
    '%s is a refusal',
    async (answer) => {
      expect(await run(ACR122U, [[PWD, answer]], authenticate)).toBeUndefined();
    },
  );
  test('a time-out is a tag that has left', async () => {
    await expect(run(ACR122U, [[PWD, 'D543019000']], authenticate)).rejects.toThrow(failing('card-removed'));
  });
  test.each(['6300', '6327', '9000', 'D5439000', 'D54100ABCD9000', '7F9000'])(
    '%s is no answer',
    async (answer) => {
      await expect(run(ACR122U, [[PWD, answer]], authenticate)).rejects.toThrow(failing('reader-failed'));
    },
  );
});

describe('tag commands in a transparent session', () => {
  const START = ['FFC2000002810000', 'C0030090009000'] as const;
  const END = ['FFC2000002820000', 'C0030090009000'] as const;
  const COUNTER = 'FFC20001049502390200';

  test('one session for all of them, ended at the close', async () => {
    const script: Script = [
      START,
      [COUNTER, 'C003009000 920100 96020000 9703050000 9000'],
      [COUNTER, 'C003009000 9703050001 9000'], // framing and status objects may be missing
      END,
    ];
    await run(TRANSPARENT, script, async (commands) => {
      expect(await commands.tag(readCounter())).toBe(5);
      expect(await commands.tag(readCounter())).toBe(0x010005);
      await commands.close();
      await commands.close();
    });
  });
  test('a long answer has a length of two bytes', async () => {
    const answer = `C003009000 9781F0${'5A'.repeat(240)} 9000`;
    const script: Script = [START, ['FFC200010595033A104B00', answer]];
    const bytes = await run(TRANSPARENT, script, (c) => c.tagExchange(fromHex('3A104B')));
    expect(bytes).toEqual(new Uint8Array(240).fill(0x5a));
  });
  test.each([
    ['silence', 'C003016401 9000', 'card-removed'],
    ['an object that failed', 'C003016A81 9000', 'reader-failed'],
    ['a NAK', 'C003009000 920104 970100 9000', 'reader-failed'],
    ['a broken answer', 'C003009000 9703 0500 9000', 'reader-failed'],
    ['a CRC error', 'C003009000 96020100 9703050000 9000', 'reader-failed'],
    ['another status', '6F00', 'reader-failed'],
  ])('%s', async (_, answer, code) => {
    const reading = run(TRANSPARENT, [START, [COUNTER, answer]], (c) => c.tag(readCounter()));
    await expect(reading).rejects.toThrow(failing(code));
  });
});

describe('an unknown reader', () => {
  const version = (commands: ReaderCommands) => commands.tag(getVersion());
  const VERSION = '0004040201001103';

  const ASKED = 'FF00000003D44260';

  test('with a PN532 inside is used that way, and not asked again', async () => {
    const script: Script = [
      [ASKED, `D54300${VERSION}9000`],
      [ASKED, `D54300${VERSION}9000`],
    ];
    await run(PLAIN, script, async (commands) => {
      expect(await version(commands)).toEqual(fromHex(VERSION));
      expect(await version(commands)).toEqual(fromHex(VERSION));
    });
  });
  test('with a transparent session is used that way, and not asked for the other again', async () => {
    const script: Script = [
      [ASKED, '6A81'],
      ['FFC2000002810000', 'C0030090009000'],
      ['FFC2000103950160 00', `C003009000 9708${VERSION} 9000`],
      ['FFC2000103950160 00', `C003009000 9708${VERSION} 9000`],
    ];
    await run(PLAIN, script, async (commands) => {
      expect(await version(commands)).toEqual(fromHex(VERSION));
      expect(await version(commands)).toEqual(fromHex(VERSION));
    });
  });
  test('that starts a session but exchanges nothing gets it ended', async () => {
    const script: Script = [
      [ASKED, '6D00'],
      ['FFC2000002810000', '9000'],
      ['FFC2000103950160 00', '6D00'],
      ['FFC2000002820000', '9000'],
    ];
    await run(PLAIN, script, async (commands) => {
      await expect(version(commands)).rejects.toThrow(failing('reader-unsupported'));
    });
  });
  test('with neither says so, once and for all', async () => {
    const script: Script = [
      [ASKED, '6D00'],
      ['FFC2000002810000', '6A81'],
    ];
    await run(PLAIN, script, async (commands) => {
      await expect(version(commands)).rejects.toThrow(failing('reader-unsupported'));
      await expect(version(commands)).rejects.toThrow(/password/);
    });
  });
});

describe('one page of a tag', () => {
  const RAW = 'FFC20001089506A2100102030400';
  const BINARY = 'FFD600100401020304';
  const START = ['FFC2000002810000', 'C0030090009000'] as const;
  const write = (commands: ReaderCommands) => commands.writeTagPage(16, fromHex('01020304'));

  test.each(['C003009000 920104 97010A 9000', 'C003009000 9700 9000'])('confirmed by %s', async (answer) => {
    await run(TRANSPARENT, [START, [RAW, answer]], write);
  });
  test('refused in the raw form, done by FFD6, and from then on only so', async () => {
    const script: Script = [START, [RAW, '6300'], [BINARY, '9000'], [BINARY, '9000']];
    await run(TRANSPARENT, script, async (commands) => {
      await write(commands);
      await write(commands);
    });
  });
  test('an ACR122U is asked by FFD6, and by the raw form where that fails', async () => {
    const raw = 'FF00000008D442A21001020304';
    await run(ACR122U, [[BINARY, '9000']], write);
    await run(
      ACR122U,
      [
        [BINARY, '6A81'],
        [raw, 'D543000A9000'],
        [raw, 'D543009000'],
      ],
      async (commands) => {
        await write(commands);
        await write(commands);
      },
    );
  });
  test('refused by both', async () => {
    const script: Script = [START, [RAW, 'C003009000 920104 970100 9000'], [BINARY, '6300']];
    await expect(run(TRANSPARENT, script, write)).rejects.toThrow(failing('card-write-failed'));
  });
  test('a tag that falls silent is not written in another form', async () => {
    await expect(run(TRANSPARENT, [START, [RAW, 'C003016401 9000']], write)).rejects.toThrow(
      failing('card-removed'),
    );
  });
});
