/** What people are told of what the system says by a code: words of their language, and the code behind them. */
import { describe, expect, it } from 'vitest';
import { localDay, localTime, sentenceFor, systemReason } from '../../src/console/index.ts';
import { KartuError } from '../../src/errors.ts';
import { asKartuError } from '../../src/system-errors.ts';

describe('a reason of the system', () => {
  it.each([
    ['ENOENT', 'it is not there (ENOENT)', 'tidak ada (ENOENT)'],
    [
      'EACCES: permission denied (EACCES)',
      'this user may not do that (EACCES)',
      'pengguna ini tidak diizinkan (EACCES)',
    ],
    [
      'attempt to write a readonly database (SQLITE_READONLY_DIRECTORY)',
      'this user may not write there (SQLITE_READONLY_DIRECTORY)',
      'pengguna ini tidak boleh menulis di sana (SQLITE_READONLY_DIRECTORY)',
    ],
    [
      'SCardConnect error: Sharing violation. (0x8010000b)',
      'another program is using the card (0x8010000b)',
      'program lain sedang memakai kartunya (0x8010000b)',
    ],
  ])('%s', (text, english, indonesian) => {
    expect(systemReason('en', text)).toBe(english);
    expect(systemReason('id', text)).toBe(indonesian);
  });

  it.each(['no such card', 'the field EXIT', 'ESTRANGE', 'block 3 (0x12345678)'])(
    'is not made of "%s"',
    (text) => {
      expect(systemReason('id', text)).toBeUndefined();
    },
  );

  it.each(['SQLITE_FULL', 'SQLITE_IOERR_FSYNC', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC'])(
    '%s is a full disk',
    (code) => {
      expect(asKartuError(Object.assign(new Error('no'), { code }))).toMatchObject({ code: 'data-full' });
    },
  );

  it('names the file where the sentence around it does not', () => {
    const denied = Object.assign(new Error("EROFS: read-only file system, open 'org/keys.age'"), {
      code: 'EROFS',
      path: 'org/keys.age',
    });
    const error = asKartuError(denied) as KartuError;
    expect(sentenceFor('id', error)).toContain('(org/keys.age: cakramnya hanya dapat dibaca (EROFS))');
    const unread = new KartuError('file-unreadable', 'x', { details: { path: 'a.csv', message: 'EISDIR' } });
    expect(sentenceFor('en', unread)).toBe('The file a.csv cannot be read: that is a folder (EISDIR).');
  });
});

describe('a sentence', () => {
  it.each([
    ['not-found', 'There is no transfer 5.', 'There is no transfer 5.'],
    ['not-found', 'There is no transfer 5', 'There is no transfer 5.'],
    ['usage', 'Say which one.', 'Say which one.'],
  ] as const)('%s ends once', (code, message, told) => {
    expect(sentenceFor('en', new KartuError(code, message))).toBe(told);
  });
});

describe('times', () => {
  it('are those of the clock on the wall', () => {
    const time = new Date(2026, 10, 21, 7, 5);
    expect(localTime(time.toISOString())).toBe('2026-11-21 07:05');
    expect(localDay(time)).toBe('2026-11-21');
    const error = new KartuError('usage', 'x', { details: { message: 'y', at: time.toISOString() } });
    expect(sentenceFor('en', error)).toBe('y');
  });

  it('stand so in sentences of errors too', () => {
    const now = new Date(2026, 10, 21, 7, 5).toISOString();
    const error = new KartuError('data-missing', 'x', { details: { path: now, message: 'y' } });
    expect(sentenceFor('en', error)).toBe('There is no data in 2026-11-21 07:05 yet. y');
  });
});
