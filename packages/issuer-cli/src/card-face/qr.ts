import { KartuError } from '@kartukita/card-core';
import bwipjs from 'bwip-js/node';

/** A QR symbol without its quiet zone: `dark[row * size + column]`. */
export interface QrMatrix {
  size: number;
  dark: readonly boolean[];
}

/**
 * The symbol of a text (ISO/IEC 18004, error correction M), by bwip-js.
 * Throws KartuError `record-invalid` when the text is empty or too long for a card.
 */
export function qrMatrix(text: string): QrMatrix {
  if (text === '' || text.length > 300) {
    throw new KartuError(
      'record-invalid',
      'The text of the QR code is empty or longer than 300 characters.',
      {
        details: { what: 'qr-text' },
      },
    );
  }
  // bwip-js's types know only the options of drawing, not those of the symbol itself.
  const options = { bcid: 'qrcode', text: escaped(text), eclevel: 'M', parse: true };
  try {
    const [symbol] = bwipjs.raw(options as bwipjs.RawOptions) as unknown as [
      { pixs: number[]; pixx: number },
    ];
    return { size: symbol.pixx, dark: symbol.pixs.map((pixel) => pixel === 1) };
  } catch (cause) {
    throw new KartuError('record-invalid', 'The text cannot be put into a QR code.', {
      details: { what: 'qr-fails' },
      cause,
    });
  }
}

/** bwip-js takes UTF-16 units as bytes; UTF-8 is what readers expect, written here as its ^NNN escapes. */
function escaped(text: string): string {
  return [...Buffer.from(text, 'utf8')]
    .map((byte) =>
      byte >= 0x20 && byte < 0x7f && byte !== 0x5e
        ? String.fromCharCode(byte)
        : `^${String(byte).padStart(3, '0')}`,
    )
    .join('');
}

/** Dark modules of a row joined into bars: [row, first column, columns]. */
export function qrBars(matrix: QrMatrix): [number, number, number][] {
  const bars: [number, number, number][] = [];
  for (let row = 0; row < matrix.size; row += 1) {
    for (let column = 0; column < matrix.size; column += 1) {
      if (!matrix.dark[row * matrix.size + column]) continue;
      const from = column;
      while (column + 1 < matrix.size && matrix.dark[row * matrix.size + column + 1]) column += 1;
      bars.push([row, from, column - from + 1]);
    }
  }
  return bars;
}
