import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Machine, thisMachine } from '../src/operators/machine.ts';
import {
  readTokenHash,
  removeStaleTokens,
  removeToken,
  sessionFileOf,
  writeToken,
} from '../src/operators/session-file.ts';
import { makeVerifier } from '../src/operators/verifier.ts';
import { openRegistry } from '../src/registry/registry.ts';
import { databaseOf, NOW, newOrganisation, temporaryFolder } from './helpers.ts';

const VERIFIER = makeVerifier('TEST passphrase of operators');
const MINUTE_S = 60;
const HOUR_S = 3600;

/** Hadi has logged in for 15 minutes; the test turns both clocks, the one that can be set and the one that cannot. */
async function loggedIn(idleMinutes = 15) {
  const { folder } = await newOrganisation();
  const clock = { now: NOW };
  const registry = openRegistry(folder, { now: () => clock.now, actor: 'os-user' });
  const { operators, audit } = registry;
  const { id, name } = operators.add('Hadi', ['chair'], VERIFIER);
  audit.actAs({ id, name, role: 'chair' });
  operators.add('Wati', ['chair'], VERIFIER);
  const machine = { place: '1000-7', boot: 'b1', uptimeS: 1000 };
  const { sessions } = operators;
  const hash = 'a'.repeat(64);
  sessions.begin(hash, id, machine, idleMinutes);
  const use = (other: Partial<Machine> = {}) => {
    const used = sessions.use(hash, { ...machine, ...other });
    return typeof used === 'object' ? used.name : used;
  };
  return {
    registry,
    operators,
    sessions,
    machine,
    hash,
    use,
    setClock: (seconds: number) => {
      clock.now = new Date(clock.now.getTime() + seconds * 1000);
    },
    pass(seconds: number) {
      this.setClock(seconds);
      machine.uptimeS += seconds;
    },
  };
}

describe('a session', () => {
  it('goes on as long as it is used, and ends when it is not', async () => {
    const desk = await loggedIn();
    for (let i = 0; i < 4; i++) {
      desk.pass(14 * MINUTE_S);
      expect(desk.use()).toBe('Hadi');
    }
    desk.pass(15 * MINUTE_S);
    expect(desk.use()).toBe('idle');
    expect(desk.use()).toBeUndefined();
  });

  it('ends after eight hours, however busy', async () => {
    const desk = await loggedIn(480);
    for (let hour = 1; hour < 8; hour++) {
      desk.pass(HOUR_S);
      expect(desk.use()).toBe('Hadi');
    }
    desk.pass(HOUR_S);
    expect(desk.use()).toBe('age');
  });

  it('holds while another command writes for long, as if it had not been used', async () => {
    const desk = await loggedIn();
    const other = openRegistry(desk.registry.folder);
    const writing = databaseOf(other);
    writing.exec('BEGIN IMMEDIATE');
    desk.pass(10 * MINUTE_S);
    expect(desk.use()).toBe('Hadi');
    writing.exec('ROLLBACK');
    other.close();
    desk.pass(5 * MINUTE_S);
    expect(desk.use()).toBe('idle');
  });

  it('says until when it holds', async () => {
    const { sessions, hash, machine } = await loggedIn();
    expect(sessions.use(hash, machine)).toMatchObject({
      until: new Date(NOW.getTime() + 15 * MINUTE_S * 1000),
    });
  });

  it.each([
    ['another user or window', { place: '1001-7' }],
    ['another window', { place: '1000-8' }],
  ])('is none for %s, and goes on for its own', async (_what, machine) => {
    const desk = await loggedIn();
    expect(desk.use(machine)).toBeUndefined();
    expect(desk.use()).toBe('Hadi');
  });

  it.each([
    ['another start of the computer', { boot: 'b2' }],
    ['less time since the start', { uptimeS: 999 }],
  ])('ends with %s', async (_what, machine) => {
    const desk = await loggedIn();
    expect(desk.use(machine)).toBe('restart');
    expect(desk.use()).toBeUndefined();
  });

  it('ends with another login in its place, and with a new passphrase or the end of its operator', async () => {
    const first = await loggedIn();
    first.sessions.begin('b'.repeat(64), 2, first.machine, 15);
    expect(first.use()).toBeUndefined();
    const second = await loggedIn();
    second.operators.setVerifier('Hadi', VERIFIER, 'changed');
    expect(second.use()).toBeUndefined();
    const third = await loggedIn();
    third.operators.setRoles('Wati', ['chair', 'secretariat'], 'more');
    third.operators.disable('Hadi', 'left');
    expect(third.use()).toBeUndefined();
  });

  it('has the roles of now, not of its beginning', async () => {
    const { operators, sessions, hash, machine } = await loggedIn();
    operators.setRoles('Hadi', ['treasurer'], 'handed over');
    expect(sessions.use(hash, machine)).toMatchObject({ roles: ['treasurer'] });
  });

  it('is ended by its operator, here or everywhere', async () => {
    const { sessions, machine, hash, use } = await loggedIn();
    sessions.begin('b'.repeat(64), 1, { ...machine, place: '1000-8' }, 15);
    expect(sessions.end(hash)).toBe(1);
    expect(use()).toBeUndefined();
    expect(sessions.endAllOf(1, 'logout')).toBe(1);
    expect(sessions.isOpen('b'.repeat(64))).toBe(false);
  });
});

describe('a clock set back', () => {
  it('ends a session', async () => {
    const desk = await loggedIn();
    desk.setClock(-3 * MINUTE_S);
    expect(desk.use()).toBe('clock');
  });

  it('is let pass by two minutes: clocks are set right', async () => {
    const desk = await loggedIn();
    desk.setClock(-2 * MINUTE_S);
    expect(desk.use()).toBe('Hadi');
  });

  it('does not bring back the time in which nothing happened', async () => {
    const desk = await loggedIn();
    desk.pass(HOUR_S);
    desk.setClock(-HOUR_S);
    expect(desk.use()).toBe('idle');
  });

  it('behind what others have done since ends it too', async () => {
    const desk = await loggedIn();
    desk.setClock(10 * MINUTE_S);
    desk.operators.setRoles('Wati', ['chair', 'secretariat'], 'more');
    desk.setClock(-8 * MINUTE_S);
    expect(desk.use()).toBe('clock');
  });

  it('never makes a session last longer than it would have, whatever is done to the clock', async () => {
    const desk = await loggedIn(15);
    const step = fc.record({
      passS: fc.nat(20 * MINUTE_S),
      setS: fc.integer({ min: -2 * HOUR_S, max: 2 * HOUR_S }),
    });
    const { sessions, machine } = desk;
    let session = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const hash = String(++session).padStart(64, '0');
        sessions.begin(hash, 1, machine, 15);
        let quietS = 0;
        for (const { passS, setS } of steps) {
          desk.pass(passS);
          desk.setClock(setS);
          quietS += passS;
          const isOpen = typeof sessions.use(hash, machine) === 'object';
          if (quietS >= 15 * MINUTE_S) expect(isOpen).toBe(false);
          if (isOpen) quietS = Math.min(quietS, 30); // so long a use may go unnoted
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['prolongs a session', 'UPDATE operator_sessions SET idle_minutes = 480', 'never prolonged'],
    ['makes it younger', `UPDATE operator_sessions SET begun_at = 'z'`, 'never prolonged'],
    ['moves its last use back', `UPDATE operator_sessions SET seen_at = '2026-01-01'`, 'only goes on'],
    [
      'opens it again',
      `UPDATE operator_sessions SET ended_at = 'x', ended_by = 'idle';
       UPDATE operator_sessions SET ended_at = NULL, ended_by = NULL`,
      'only goes on',
    ],
  ])('nothing that %s gets past the database', async (_what, sql, message) => {
    const { registry } = await loggedIn();
    expect(() => databaseOf(registry).exec(sql)).toThrow(message);
  });
});

describe('the file of a session', () => {
  it("is its user's alone, and holds what the registry does not", () => {
    const folder = temporaryFolder();
    const hash = writeToken(folder, '1000-7');
    const path = sessionFileOf(folder, '1000-7');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const token = readFileSync(path, 'utf8').trim();
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(hash).not.toBe(token);
    expect(readTokenHash(folder, '1000-7')).toBe(hash);
    expect(writeToken(folder, '1000-7')).not.toBe(hash);
  });

  it.each([
    ['that others may read', (path: string) => chmodSync(path, 0o640)],
    ['that is cut off', (path: string) => writeFileSync(path, 'ab')],
    ['that is empty', (path: string) => writeFileSync(path, '')],
    ['that is longer', (path: string) => writeFileSync(path, `${'a'.repeat(64)}x`)],
  ])('is not believed when it is one %s', (_what, spoil) => {
    const folder = temporaryFolder();
    writeToken(folder, '1000-7');
    spoil(sessionFileOf(folder, '1000-7'));
    expect(readTokenHash(folder, '1000-7')).toBeUndefined();
  });

  it('is not believed when it is a link to another, and its absence is no fault', () => {
    const folder = temporaryFolder();
    writeToken(folder, '1000-7');
    symlinkSync(sessionFileOf(folder, '1000-7'), sessionFileOf(folder, '1000-8'));
    expect(readTokenHash(folder, '1000-8')).toBeUndefined();
    expect(readTokenHash(folder, '1000-9')).toBeUndefined();
    removeToken(folder, '1000-9');
  });

  it('goes when its session is over, at the next login; that of another user stays', () => {
    const folder = temporaryFolder();
    const open = writeToken(folder, '1000-7');
    writeToken(folder, '1000-8');
    writeToken(folder, '10001-8');
    removeStaleTokens(folder, '1000-7', (hash) => hash === open);
    expect(readdirSync(folder).sort()).toEqual(['.session-1000-7', '.session-10001-8']);
    removeToken(folder, '1000-7');
    expect(existsSync(sessionFileOf(folder, '1000-7'))).toBe(false);
  });
});

it('the place of a session is a user and a window, and fit for the name of a file', () => {
  const { place, uptimeS } = thisMachine();
  expect(place).toMatch(/^[A-Za-z0-9_]+-\d+$/);
  expect(uptimeS).toBeGreaterThan(0);
});
