import { type ErrorDetails, KartuError } from '../errors.ts';
import type { TagAnswer } from './pass-through.ts';

/** Commands of NTAG21x as they go over the air, without CRC: data sheet rev. 3.2 §10 (protocol-facts §3). */
export interface TagCommand<T> {
  readonly name: string;
  readonly frame: Uint8Array;
  parse(answer: TagAnswer): T;
}

/** 8 bytes; undefined for a tag that refuses: plain Ultralight and Ultralight C do not know the command. */
export function getVersion(): TagCommand<Uint8Array | undefined> {
  return {
    name: 'GET_VERSION',
    frame: Uint8Array.of(0x60),
    parse: (answer) => dataOrRefused('GET_VERSION', answer, 8),
  };
}

/** Pages `firstPage` to `lastPage`, both included. */
export function fastRead(firstPage: number, lastPage: number): TagCommand<Uint8Array> {
  return dataCommand(
    `FAST_READ ${firstPage}-${lastPage}`,
    Uint8Array.of(0x3a, firstPage, lastPage),
    (lastPage - firstPage + 1) * 4,
  );
}

/** READ: four pages from `page` on. Past the last readable page it goes on at page 0 (§10.2). */
export function readFour(page: number): TagCommand<Uint8Array> {
  return dataCommand(`READ ${page}`, Uint8Array.of(0x30, page), 16);
}

/**
 * One page. An ACK is 0A; a reader may keep it to itself and pass on an empty answer with a good status [M].
 * Throws `card-write-failed` when the tag refused, `card-removed` when it said nothing: then the outcome is unknown.
 */
export function writePage(page: number, content: Uint8Array): TagCommand<void> {
  if (content.length !== 4) throw new KartuError('internal-error', 'a page has 4 bytes');
  const name = `WRITE ${page}`;
  return {
    name,
    frame: Uint8Array.of(0xa2, page, ...content),
    parse(answer) {
      const isAck =
        answer.kind === 'data' &&
        (answer.bytes.length === 0 || (answer.bytes.length === 1 && (answer.bytes[0]! & 0x0f) === 0x0a));
      if (answer.kind === 'silence') throw silent(name);
      if (!isAck) throw new KartuError('card-write-failed', `${name}: ${describe(answer)}`);
    },
  };
}

/** The 24-bit NFC counter, least significant byte first on air. */
export function readCounter(): TagCommand<number> {
  const { name, frame, parse } = dataCommand('READ_CNT', Uint8Array.of(0x39, 0x02), 3);
  return {
    name,
    frame,
    parse(answer) {
      const bytes = parse(answer);
      return bytes[0]! + bytes[1]! * 0x100 + bytes[2]! * 0x10000;
    },
  };
}

/** PWD_AUTH; the PACK of 2 bytes, or undefined when the tag refused. The password goes in clear (§8.8). */
export function passwordAuthenticate(password: Uint8Array): TagCommand<Uint8Array | undefined> {
  if (password.length !== 4) throw new KartuError('internal-error', 'a tag password has 4 bytes');
  return {
    name: 'PWD_AUTH',
    frame: Uint8Array.of(0x1b, ...password),
    parse: (answer) => dataOrRefused('PWD_AUTH', answer, 2),
  };
}

/** The maker's 32-byte originality signature. */
export function readSignature(): TagCommand<Uint8Array> {
  return dataCommand('READ_SIG', Uint8Array.of(0x3c, 0x00), 32);
}

function dataCommand(name: string, frame: Uint8Array, length: number): TagCommand<Uint8Array> {
  return {
    name,
    frame,
    parse(answer) {
      if (answer.kind === 'data' && answer.bytes.length === length) return answer.bytes;
      if (answer.kind === 'silence') throw silent(name);
      throw new KartuError('reader-failed', `${name}: ${describe(answer)}`, {
        details: { ...caseOf(answer), command: name },
      });
    },
  };
}

/** Undefined for a refusal; an answer of another length is no answer to this command. */
function dataOrRefused(name: string, answer: TagAnswer, length: number): Uint8Array | undefined {
  if (answer.kind === 'silence') throw silent(name);
  return answer.kind === 'data' && answer.bytes.length === length ? answer.bytes : undefined;
}

/** The reader notices a card that leaves only at its next poll; until then the tag is merely silent. */
function silent(name: string): KartuError {
  return new KartuError('card-removed', `${name}: no answer from the tag`, { details: { command: name } });
}

export function describe(answer: TagAnswer): string {
  if (answer.kind === 'refused') return `the tag refused (${answer.reason})`;
  if (answer.kind === 'silence') return 'no answer from the tag';
  return `${answer.bytes.length} unexpected bytes`;
}

/** Which sentence of the catalogue tells what a tag answered instead of what it was asked for. */
export function caseOf(answer: TagAnswer): ErrorDetails {
  if (answer.kind === 'refused') return { what: 'tag-refused', reason: answer.reason };
  if (answer.kind === 'silence') return { what: 'tag-silent' };
  return { what: 'tag-unexpected', bytes: answer.bytes.length };
}
