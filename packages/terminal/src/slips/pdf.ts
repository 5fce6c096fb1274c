import type PDFDocument from 'pdfkit';
import { printable, type Slip, type SlipLine } from './slip.ts';

const MM = 72 / 25.4;
/** A roll of 80 mm, of which a printer reaches 72. */
const PAGE_WIDTH = 80 * MM;
const MARGIN = 4 * MM;
const WIDTH = PAGE_WIDTH - 2 * MARGIN;
const SIZE = 9;
const LEADING = 1.35;
/** A column of white between a name and its amount. */
const GUTTER = 6;

/**
 * The same slip as a PDF of one page, as wide as a roll of 80 mm and as long as it needs: for a mail, or where there
 * is no receipt printer. The fonts are the PDF standard's own (WinAnsi): a letter outside them becomes "?".
 */
export async function slipPdf(slip: Slip): Promise<Uint8Array> {
  // Loaded with the first slip that is asked for: it takes 35 MB, and most counters print on a roll.
  const { default: PDFDocument } = await import('pdfkit');
  const measure = new PDFDocument({ autoFirstPage: false });
  const height = slip.lines.reduce((sum, line) => sum + drawLine(measure, line, undefined), 0);
  const document = new PDFDocument({
    size: [PAGE_WIDTH, height + 2 * MARGIN],
    margin: 0,
    info: { Title: printable(slip.title), Producer: 'KartuKita', Creator: 'KartuKita' },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Uint8Array>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  let y = MARGIN;
  for (const line of slip.lines) y += drawLine(document, line, y);
  document.end();
  return done;
}

type Pdf = InstanceType<typeof PDFDocument>;

/** Draws a line at `y`, or only measures it where there is none; returns its height in points. */
function drawLine(document: Pdf, line: SlipLine, y: number | undefined): number {
  switch (line.is) {
    case 'heading':
      return drawText(document, line.text, { y, size: 12, bold: true, align: 'center' });
    case 'centred':
      return drawText(document, line.text, { y, align: 'center' });
    case 'text':
      return drawText(document, line.text, { y });
    case 'pair':
      return drawPair(document, line, SIZE, line.strong ?? false, y);
    case 'total':
      return drawPair(document, line, 13, true, y);
    case 'rule':
      if (y !== undefined) {
        document
          .moveTo(MARGIN, y + 4)
          .lineTo(MARGIN + WIDTH, y + 4)
          .lineWidth(0.5)
          .stroke();
      }
      return 8;
    case 'gap':
      return SIZE * LEADING;
  }
}

interface TextStyle {
  readonly y: number | undefined;
  readonly size?: number;
  readonly bold?: boolean;
  readonly align?: 'left' | 'center' | 'right';
  readonly x?: number;
  readonly width?: number;
}

function drawText(document: Pdf, raw: string, style: TextStyle): number {
  const { y, size = SIZE, bold = false, align = 'left', x = MARGIN, width = WIDTH } = style;
  const options = { width, align, lineGap: size * (LEADING - 1.15) };
  const text = winAnsi(printable(raw)) || ' ';
  document.font(bold ? 'Helvetica-Bold' : 'Helvetica').fontSize(size);
  const height = document.heightOfString(text, options);
  if (y !== undefined) document.fillColor('black').text(text, x, y, options);
  return height;
}

function drawPair(
  document: Pdf,
  { left, right }: { left: string; right: string },
  size: number,
  bold: boolean,
  y: number | undefined,
): number {
  document.font(bold ? 'Helvetica-Bold' : 'Helvetica').fontSize(size);
  const value = winAnsi(printable(right));
  const valueWidth = Math.min(document.widthOfString(value) + 1, WIDTH * 0.7);
  const name = { y, size, bold, width: WIDTH - valueWidth - GUTTER };
  const amount = {
    y,
    size,
    bold,
    align: 'right',
    x: MARGIN + WIDTH - valueWidth,
    width: valueWidth,
  } as const;
  return Math.max(drawText(document, left, name), drawText(document, value, amount));
}

/** WinAnsi holds Latin-1 and some punctuation (PDF 32000-1, Annex D). */
function winAnsi(text: string): string {
  return text.replace(/[^\x20-\x7e\xa0-\xff–—‘’“”•…€]/gu, '?');
}
