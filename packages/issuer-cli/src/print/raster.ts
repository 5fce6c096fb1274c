import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KartuError } from '@kartukita/card-core';
import type { Rgb } from '../card-face/colour.ts';

/** Pages of a PDF as pictures, by poppler's `pdftoppm` where this machine has it. */

const run = promisify(execFile);
const PROGRAM = 'pdftoppm';

export interface Bitmap {
  readonly width: number;
  readonly height: number;
  at(x: number, y: number): Rgb;
}

export async function canRasterise(): Promise<boolean> {
  return run(PROGRAM, ['-v']).then(
    () => true,
    () => false,
  );
}

/** Every page of a PDF as it is seen. Throws `internal-error` when poppler cannot read what we wrote. */
export async function rasterise(pdf: string, dpi: number): Promise<Bitmap[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kartu-pages-'));
  try {
    await pdftoppm(['-r', String(dpi), pdf, join(folder, 'page')]);
    return readdirSync(folder)
      .sort()
      .map((name) => parsePpm(readFileSync(join(folder, name))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes `PREFIX-1.png` and so on, and returns their paths. */
export async function writePngPages(pdf: string, dpi: number, prefix: string): Promise<string[]> {
  const { stdout } = await pdftoppm(['-r', String(dpi), '-png', '-progress', pdf, prefix]);
  const written = /^\d+ \d+ (.+)$/gm;
  return [...stdout.matchAll(written)].map((match) => match[1]!);
}

async function pdftoppm(args: readonly string[]): Promise<{ stdout: string }> {
  try {
    const { stdout, stderr } = await run(PROGRAM, [...args]);
    return { stdout: `${stdout}${stderr}` };
  } catch (cause) {
    throw new KartuError('internal-error', `${PROGRAM} could not show the PDF`, { cause });
  }
}

/** Binary PPM with eight bits a colour, as pdftoppm writes it. */
function parsePpm(bytes: Buffer): Bitmap {
  const header = /^P6\n(\d+) (\d+)\n255\n/.exec(bytes.toString('latin1', 0, 40));
  if (header === null) throw new KartuError('internal-error', `${PROGRAM} wrote no PPM`);
  const [width, height, start] = [Number(header[1]), Number(header[2]), header[0].length];
  const at = (x: number, y: number): Rgb => {
    const offset = start + (y * width + x) * 3;
    return [bytes[offset]!, bytes[offset + 1]!, bytes[offset + 2]!];
  };
  return { width, height, at };
}
