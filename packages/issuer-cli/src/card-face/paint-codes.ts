import { CODE128_QUIET_MODULES, code128Bars } from './code128.ts';
import { addRects } from './form.ts';
import type { Rect } from './geometry.ts';
import type { FaceData, FaceWarning } from './layout.ts';
import { qrBars, qrMatrix } from './qr.ts';
import { colourOf, type Theme } from './theme.ts';
import type { Code128Field, QrField } from './theme-schema.ts';

type Doc = PDFKit.PDFDocument;

/** A module thinner than this is not reliably read from a card printed at 300 dpi. */
export const THINNEST_MODULE_MM = 0.3;
/** Bars are read across, and so may be a little finer: 0.25 mm is three dots of a 300 dpi printer. */
export const THINNEST_BAR_MM = 0.25;

/** Side of one module of a QR field for a text. Throws `record-invalid`. */
export function qrModuleMm(field: QrField, text: string): number {
  return field.size / (qrMatrix(text).size + 2 * (field.quietModules ?? 4));
}

/** Width of one module of a Code 128 field for a text. Throws `record-invalid`. */
export function barModuleMm(field: Code128Field, text: string): number {
  return field.width / (code128Bars(text).modules + 2 * CODE128_QUIET_MODULES);
}

/** Paints the QR code of a card's text. Throws `record-invalid` for a text that it does not hold. */
export function paintQr(doc: Doc, theme: Theme, field: QrField, data: FaceData): FaceWarning[] {
  const matrix = qrMatrix(data.qrText);
  const quiet = field.quietModules ?? 4;
  const moduleMm = field.size / (matrix.size + 2 * quiet);
  const [left, top] = [field.x + quiet * moduleMm, field.y + quiet * moduleMm];
  paintPanel(doc, theme, { ...field, width: field.size, height: field.size });
  addRects(
    doc,
    qrBars(matrix).map(([row, column, columns]) => ({
      x: left + column * moduleMm,
      y: top + row * moduleMm,
      width: columns * moduleMm,
      height: moduleMm,
    })),
  );
  doc.fill(colourOf(theme.colours, field.colour));
  return moduleMm >= THINNEST_MODULE_MM ? [] : [tooFine('qr-dense', moduleMm, data)];
}

/** Paints the Code 128 of a card's text. Throws `record-invalid` for a text that it does not hold. */
export function paintCode128(doc: Doc, theme: Theme, field: Code128Field, data: FaceData): FaceWarning[] {
  const { modules, dark } = code128Bars(data.qrText);
  const moduleMm = field.width / (modules + 2 * CODE128_QUIET_MODULES);
  const left = field.x + CODE128_QUIET_MODULES * moduleMm;
  const inset = Math.min(field.height / 10, 1);
  paintPanel(doc, theme, field);
  addRects(
    doc,
    dark.map(([at, width]) => ({
      x: left + at * moduleMm,
      y: field.y + inset,
      width: width * moduleMm,
      height: field.height - 2 * inset,
    })),
  );
  doc.fill(colourOf(theme.colours, field.colour));
  return moduleMm >= THINNEST_BAR_MM ? [] : [tooFine('code128-dense', moduleMm, data)];
}

function paintPanel(
  doc: Doc,
  theme: Theme,
  field: Rect & { radius?: number | undefined; panel: string },
): void {
  doc.roundedRect(field.x, field.y, field.width, field.height, field.radius ?? 0);
  doc.fill(colourOf(theme.colours, field.panel));
}

function tooFine(code: 'qr-dense' | 'code128-dense', moduleMm: number, data: FaceData): FaceWarning {
  const detail = `modules of ${moduleMm.toFixed(2)} mm: shorten the text or choose another theme`;
  return { code, memberNumber: data.memberNumber, detail };
}
