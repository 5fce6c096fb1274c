import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeEscPos } from '../../src/slips/escpos.ts';
import {
  parseColumns,
  parsePrinterTarget,
  sendToPrinter,
  showPrinterTarget,
} from '../../src/slips/printer.ts';
import { heading, text } from '../../src/slips/slip.ts';
import { readEscPos } from './escpos-reader.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A printer on the network: takes connections one after the other and keeps what each sent. */
async function printer(onConnection: (socket: Socket) => void = () => {}) {
  const jobs: Buffer[] = [];
  const server = createServer((socket) => {
    onConnection(socket);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => jobs.push(Buffer.concat(chunks)));
    socket.on('error', () => {});
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { jobs, target: { kind: 'tcp', host: '127.0.0.1', port } as const };
}

const slip = (name: string) => encodeEscPos({ title: name, lines: [heading(name), text('isi')] }, 32);

describe('a printer is named', () => {
  it.each([
    ['tcp:192.168.1.50', 'tcp:192.168.1.50:9100'],
    ['tcp:printer.local:9101', 'tcp:printer.local:9101'],
    ['tcp:[fe80::1]:9100', 'tcp:[fe80::1]:9100'],
    ['device:/dev/usb/lp0', 'device:/dev/usb/lp0'],
  ])('%s', (text, shown) => {
    expect(showPrinterTarget(parsePrinterTarget(text))).toBe(shown);
    expect(parsePrinterTarget(shown)).toEqual(parsePrinterTarget(text));
  });
  it.each([
    '',
    'tcp:',
    'tcp:a b',
    'tcp:host:0',
    'tcp:host:65536',
    'tcp:host:9100:1',
    'device:/etc/passwd',
    'device:/dev/../etc/passwd',
    'device:lp0',
    'usb',
  ])('not %j', (text) => {
    expect(() => parsePrinterTarget(text)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
  it('with 32, 42 or 48 characters a line', () => {
    expect(['32', '42', '48'].map(parseColumns)).toEqual([32, 42, 48]);
    for (const text of ['', '40', '032', '32 ']) expect(() => parseColumns(text)).toThrow();
  });
});

describe('a slip on its way', () => {
  it('arrives over the network byte for byte, and is what a printer would print', async () => {
    const { jobs, target } = await printer();
    const bytes = slip('Struk');
    await sendToPrinter(target, bytes);
    await expect.poll(() => jobs.length).toBe(1);
    expect(jobs[0]!.equals(bytes)).toBe(true);
    expect(readEscPos(jobs[0]!).lines.map((line) => line.trim())).toContain('Struk');
  });

  it('to a printer that is off ends with what to do, not with a hanging program', async () => {
    const { target } = await printer();
    servers.pop()!.close();
    await expect(sendToPrinter(target, slip('x'))).rejects.toMatchObject({
      code: 'printer-unreachable',
      details: { printer: showPrinterTarget(target), why: 'ECONNREFUSED' },
    });
  });

  it('to a printer that takes nothing is given up', async () => {
    const { target } = await printer((socket) => socket.pause());
    const much = new Uint8Array(64 * 1024 * 1024);
    await expect(sendToPrinter(target, much, 200)).rejects.toMatchObject({ code: 'printer-unreachable' });
  });

  it('to a device that is not there says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kartu-printer-'));
    const path = join(folder, 'lp0');
    await expect(sendToPrinter({ kind: 'device', path }, slip('x'))).rejects.toMatchObject({
      details: { why: 'ENOENT' },
    });
    rmSync(folder, { recursive: true });
  });
});
