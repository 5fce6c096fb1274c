import { closeSync, openSync, writeSync } from 'node:fs';
import {
  asKartuError,
  type Connection,
  isKartuError,
  KartuError,
  type Reader,
  toHex,
} from '@kartukita/card-core';
import { PRIVATE_FILE_MODE } from '../files.ts';
import { showAnswer, showCommand } from './masking.ts';

export interface Trace {
  write(line: string): void;
  close(): void;
}

/**
 * A new file that nobody else may read, with a line for each exchange as it happens: after a crash the last line is
 * what was sent last. Throws `already-exists`, `file-unreadable`, `data-read-only`.
 */
export function openTrace(path: string, now: () => Date = () => new Date()): Trace {
  const file = openNew(path);
  return {
    write(line) {
      writeSync(file, `${now().toISOString()} ${line}\n`);
    },
    close() {
      closeSync(file);
    },
  };
}

function openNew(path: string): number {
  try {
    return openSync(path, 'wx', PRIVATE_FILE_MODE);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') {
      throw new KartuError('already-exists', `there is a file ${path} already`, {
        details: { what: 'trace-file', path },
      });
    }
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new KartuError('file-unreadable', code, { details: { path }, cause: error });
    }
    throw asKartuError(error);
  }
}

/** The same reader, with every exchange noted. Keys, passwords and what is written to a card are hidden. */
export function tracedReader(reader: Reader, trace: Pick<Trace, 'write'>): Reader {
  return {
    name: reader.name,
    async waitForCard(options) {
      const connection = await reader.waitForCard(options);
      trace.write(`card on ${connection.readerName}, ATR ${toHex(connection.atr)}`);
      return tracedConnection(connection, trace);
    },
    waitForRemoval: (options) => reader.waitForRemoval(options),
    close: () => reader.close(),
  };
}

function tracedConnection(connection: Connection, trace: Pick<Trace, 'write'>): Connection {
  return {
    readerName: connection.readerName,
    atr: connection.atr,
    async transmit(command) {
      trace.write(`> ${showCommand(command)}`);
      try {
        const response = await connection.transmit(command);
        const data = showAnswer(command, response.data);
        trace.write(`< ${data}${data === '' ? '' : ' '}${statusHex(response.sw)}`);
        return response;
      } catch (error) {
        trace.write(`! ${isKartuError(error) ? error.code : 'failed'}`);
        throw error;
      }
    },
    async reselect() {
      trace.write('selected again');
      return connection.reselect();
    },
    async close() {
      await connection.close();
      trace.write('closed');
    },
  };
}

export function statusHex(sw: number): string {
  return sw.toString(16).toUpperCase().padStart(4, '0');
}
