import PDFDocument from 'pdfkit';

/** What text fitting needs to know of a font; all lengths in em (multiply by the type size). */
export interface FontFace {
  /** Advance width of the text, kerning included, without tracking. */
  widthOf(text: string): number;
  /** From the baseline up to the top of the tallest capital with its accent. */
  readonly ascent: number;
  /** From the baseline down to the lowest descender; positive. */
  readonly descent: number;
  covers(codePoint: number): boolean;
}

/** The parts of pdfkit's font and of fontkit that are used here; pdfkit's types leave them out. */
interface PdfkitFont {
  widthOfString(text: string, size: number, features: FontFeatures): number;
  readonly font: {
    readonly unitsPerEm: number;
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): { readonly bbox: { readonly minY: number; readonly maxY: number } };
  };
}

export type FontFeatures = Readonly<Record<string, boolean>>;

/**
 * Letters stay letters: no ligatures or contextual forms, which would join the figures of a member number in a font
 * made for programmers, and which take most of the time of setting a line.
 */
export const TEXT_FEATURES: FontFeatures = { liga: false, clig: false, calt: false };

/** Widths are asked for again and again while a text is fitted; they are remembered up to this many. */
const MAX_REMEMBERED_WIDTHS = 500;

const TALLEST = 'ÅÉÜĠbdfhkl|(';
const LOWEST = 'gjpqyçQJ,;|(';

/**
 * Opens a TTF, OTF or WOFF file and measures it exactly as pdfkit will set it.
 * Throws whatever pdfkit throws when the bytes are no font.
 */
export function openFontFace(data: Uint8Array): FontFace {
  const scratch = new PDFDocument({
    autoFirstPage: false,
    fontLayoutCache: false,
  } as PDFKit.PDFDocumentOptions);
  scratch.font(Buffer.from(data));
  const pdfkitFont = (scratch as unknown as { _font: PdfkitFont })._font;
  const { font } = pdfkitFont;
  if (!font.hasGlyphForCodePoint(0x3f)) throw new Error('the font has no question mark');
  const edges = (text: string) =>
    [...text]
      .map((letter) => letter.codePointAt(0) as number)
      .filter((codePoint) => font.hasGlyphForCodePoint(codePoint))
      .map((codePoint) => font.glyphForCodePoint(codePoint).bbox);
  const widths = new Map<string, number>();
  const widthOf = (text: string): number => {
    if (text === '') return 0;
    const known = widths.get(text);
    if (known !== undefined) return known;
    if (widths.size >= MAX_REMEMBERED_WIDTHS) widths.clear();
    const width = pdfkitFont.widthOfString(text, 1000, TEXT_FEATURES) / 1000;
    widths.set(text, width);
    return width;
  };
  return {
    widthOf,
    ascent: Math.max(0.5, ...edges(TALLEST).map((box) => box.maxY / font.unitsPerEm)),
    descent: Math.max(0.1, ...edges(LOWEST).map((box) => -box.minY / font.unitsPerEm)),
    covers: (codePoint) => font.hasGlyphForCodePoint(codePoint),
  };
}

/** Characters that look the same on paper; used before a letter is given up for lost. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '\u00a0': ' ',
  '\u02bb': '\u2018',
  '\u02bc': '\u2019',
  '\u2010': '-',
  '\u2011': '-',
  '\u2013': '-',
  '\u2014': '-',
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2026': '...',
};

/** The sign that stands visibly for a letter that no font of the theme can draw. */
export const REPLACEMENT = '?';

/**
 * Makes a text drawable: normal form C, no control or formatting characters, single spaces, and every letter that
 * the font lacks replaced by a lookalike, by its base letter, or by a visible question mark.
 */
export function coverText(text: string, face: FontFace): { text: string; replaced: string[] } {
  const clean = text
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '')
    .trim();
  const replaced: string[] = [];
  const drawable = [...clean].map((letter) => {
    if (drawableBy(face, letter)) return letter;
    replaced.push(letter);
    return substituteOf(letter, face);
  });
  return { text: drawable.join(''), replaced };
}

function substituteOf(letter: string, face: FontFace): string {
  let lookalike = LOOKALIKES[letter];
  while (lookalike !== undefined) {
    if (drawableBy(face, lookalike)) return lookalike;
    lookalike = LOOKALIKES[lookalike];
  }
  const base = letter.normalize('NFKD').replace(/\p{M}/gu, '');
  return base !== '' && drawableBy(face, base) ? base : REPLACEMENT;
}

function drawableBy(face: FontFace, text: string): boolean {
  return [...text].every((letter) => face.covers(letter.codePointAt(0) as number));
}
