import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KartuError } from '@kartukita/card-core';
import { z } from 'zod';
import { exists, writeFileAtomically } from '../files.ts';
import type { Registry } from '../registry/registry.ts';
import { OFFSET_LIMITS } from './length.ts';

/** What was found out about a printer with the calibration page, kept by name in the data folder. */

const PRINTER_FILE = 'printers.json';
const MAX_NAME_LENGTH = 40;

const offset = z.number().min(OFFSET_LIMITS.min).max(OFFSET_LIMITS.max);
const offsets = z.strictObject({ xMm: offset, yMm: offset });
const printerSchema = z.strictObject({
  name: z.string().min(1).max(MAX_NAME_LENGTH),
  layout: z.enum(['card', 'a4']),
  flip: z.enum(['long', 'short']),
  front: offsets,
  back: offsets,
});
const fileSchema = z.strictObject({ format: z.literal(1), printers: z.array(printerSchema) });

/** Offsets in millimetres, to the right and down, for each side as it is seen. */
export type Printer = z.output<typeof printerSchema>;

export const NEW_PRINTER: Omit<Printer, 'name'> = {
  layout: 'a4',
  flip: 'long',
  front: { xMm: 0, yMm: 0 },
  back: { xMm: 0, yMm: 0 },
};

/** All printers by name. Throws `data-damaged`. */
export function printersOf(dataFolder: string): Printer[] {
  const path = join(dataFolder, PRINTER_FILE);
  if (!exists(path)) return [];
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).printers;
  } catch (cause) {
    throw new KartuError('data-damaged', `${path} is no list of printers`, {
      details: { what: 'printers-damaged', path },
      cause,
    });
  }
}

/** The printer that a person named, if there is one; capitals and spaces do not matter. */
export function printerNamed(dataFolder: string, name: string): Printer | undefined {
  return printersOf(dataFolder).find((each) => sameName(each.name, name));
}

/** The printer that a person named. Throws `not-found`. */
export function findPrinter(dataFolder: string, name: string): Printer {
  const printer = printerNamed(dataFolder, name);
  if (printer) return printer;
  const names = printersOf(dataFolder).map((each) => each.name);
  const known = names.join(', ') || '–';
  throw new KartuError('not-found', `there is no printer ${name.slice(0, 40)}`, {
    details: { what: 'printer', name: name.slice(0, MAX_NAME_LENGTH), known },
  });
}

/** Keeps a printer's settings; what is not given stays as it was. Throws `usage` for a name that is none. */
export function setPrinter(
  registry: Registry,
  name: string,
  changes: Partial<Omit<Printer, 'name'>>,
): Printer {
  const printers = printersOf(registry.folder);
  const known = printers.find((each) => sameName(each.name, name));
  const printer = { ...NEW_PRINTER, ...known, ...changes, name: known?.name ?? cleanName(name) };
  save(registry, [...printers.filter((each) => each !== known), printer]);
  registry.audit.record('printer-set', printer.name, { ...printer });
  return printer;
}

/** Throws `not-found`. */
export function removePrinter(registry: Registry, name: string): Printer {
  const printer = findPrinter(registry.folder, name);
  save(
    registry,
    printersOf(registry.folder).filter((each) => each.name !== printer.name),
  );
  registry.audit.record('printer-removed', printer.name);
  return printer;
}

function save(registry: Registry, printers: Printer[]): void {
  const sorted = printers.toSorted((a, b) => a.name.localeCompare(b.name));
  const text = JSON.stringify({ format: 1, printers: sorted }, null, 2);
  writeFileAtomically(join(registry.folder, PRINTER_FILE), `${text}\n`, { overwrite: true });
}

const folded = (name: string) => name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();

function sameName(a: string, b: string): boolean {
  return folded(a) === folded(b);
}

function cleanName(name: string): string {
  const clean = name.normalize('NFC').trim().replace(/\s+/g, ' ');
  if (clean !== '' && [...clean].length <= MAX_NAME_LENGTH && !/\p{C}/u.test(clean)) return clean;
  throw new KartuError('usage', 'this is no name for a printer', {
    details: { what: 'printer-name', max: MAX_NAME_LENGTH },
  });
}
