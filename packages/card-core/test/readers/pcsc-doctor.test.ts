import { describe, expect, test } from 'vitest';
import { type Language, tellFinding } from '../../src/console/index.ts';
import { KartuError } from '../../src/errors.ts';
import { examine, type Finding, type Machine } from '../../src/readers/doctor.ts';
import { ACR122U } from '../../src/readers/profile.ts';

const READER = 'ACS ACR122U PICC Interface 00 00';

/** A machine on which everything works. */
const WELL: Machine = {
  nodeVersion: '24.1.0',
  platform: 'linux',
  uid: 1000,
  socketPath: '/run/pcscd/pcscd.comm',
  daemonState: async () => 'reachable',
  kernelModules: async () => 'nfcx 16384 0 - Live 0x0\nusbhid 65536 0 - Live 0x0\n',
  loadNfcPcsc: async () => ({}),
  listReaders: async () => [{ name: READER, profile: ACR122U, hasCard: true }],
};

/** One finding, and what people are told of it. */
async function look(id: Finding['id'], change: Partial<Machine>, language: Language = 'en') {
  const finding = (await examine({ ...WELL, ...change })).find((entry) => entry.id === id);
  if (finding === undefined) throw new Error(`no finding "${id}"`);
  return { ok: finding.ok, ...tellFinding(language, finding) };
}

const notBuilt = async () => {
  throw new KartuError('pcsc-not-built', 'missing', {
    cause: new Error('Could not locate the bindings file\n…'),
  });
};
const refusing = async () => {
  throw new KartuError('daemon-absent', 'refused');
};
const modules = (text: string | undefined) => ({ kernelModules: async () => text });

describe('doctor', () => {
  test('a machine on which everything works needs nothing', async () => {
    const findings = await examine(WELL);
    expect(findings.map((finding) => [finding.id, finding.ok, tellFinding('en', finding).advice])).toEqual([
      ['node', true, ''],
      ['nfc-pcsc', true, ''],
      ['daemon', true, ''],
      ['daemon-permission', true, ''],
      ['kernel-modules', true, ''],
      ['readers', true, ''],
      ['polkit', true, ''],
    ]);
    expect((await look('readers', {})).found).toBe(`${READER} (acr122u, with a card)`);
  });

  test.each<[Finding['id'], string, Partial<Machine>, boolean | 'unknown', RegExp]>([
    ['node', 'old', { nodeVersion: '20.20.2' }, false, /Node 24/],
    ['node', 'just too old', { nodeVersion: '22.17.9' }, false, /Node 24/],
    ['node', 'just new enough', { nodeVersion: '22.18.0' }, true, /^$/],
    ['nfc-pcsc', 'not built', { loadNfcPcsc: notBuilt }, false, /libpcsclite-dev/],
    ['readers', 'not built', { loadNfcPcsc: notBuilt }, 'unknown', /^$/],
    ['daemon', 'absent', { daemonState: async () => 'absent' }, false, /apt-get install pcscd/],
    ['daemon-permission', 'absent', { daemonState: async () => 'absent' }, 'unknown', /^$/],
    ['readers', 'daemon absent', { daemonState: async () => 'absent' }, 'unknown', /^$/],
    ['polkit', 'daemon absent', { daemonState: async () => 'absent' }, 'unknown', /access_pcsc/],
    ['daemon', 'denied', { daemonState: async () => 'denied' }, true, /^$/],
    ['daemon-permission', 'denied', { daemonState: async () => 'denied' }, false, /pcscd\.comm/],
    [
      'kernel-modules',
      'all',
      modules('pn533_usb 1 0\npn533 1 1\nnfc 1 1\n'),
      false,
      /modprobe -r pn533_usb pn533 nfc/,
    ],
    ['kernel-modules', 'one', modules('x 1\nnfc 1 1\n'), false, /modprobe -r nfc;/],
    ['kernel-modules', 'no list', modules(undefined), 'unknown', /^$/],
    ['readers', 'none', { listReaders: async () => [] }, false, /Plug the reader in/],
    ['readers', 'failing', { listReaders: refusing }, false, /Restart the daemon/],
    ['polkit', 'refused', { listReaders: refusing }, false, /access_card/],
    ['polkit', 'root', { uid: 0, listReaders: refusing }, true, /^$/],
    ['polkit', 'another system', { platform: 'win32', uid: undefined }, true, /^$/],
  ])('%s: %s', async (id, _what, change, ok, advice) => {
    const finding = await look(id, change);
    expect(finding.ok).toBe(ok);
    expect(finding.advice).toMatch(advice);
    expect(finding.found).not.toBe('');
    const indonesian = await look(id, change, 'id');
    expect(indonesian.advice === '').toBe(finding.advice === '');
    for (const text of [finding.found, finding.advice, indonesian.found, indonesian.advice])
      expect(text).not.toMatch(/\{\{|^machine\./);
    if (finding.advice !== '') expect(indonesian.advice).not.toBe(finding.advice);
  });

  test('the reason of the add-on is told in one line', async () => {
    const { found } = await look('nfc-pcsc', { loadNfcPcsc: notBuilt });
    expect(found).toBe('nfc-pcsc does not load: Could not locate the bindings file');
  });
});
