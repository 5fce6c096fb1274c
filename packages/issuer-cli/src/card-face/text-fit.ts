import type { FontFace } from './fonts.ts';
import { MM_PER_PT } from './geometry.ts';
import { SMALLEST_PT } from './theme-schema.ts';

/** What a text has to fit into. */
export interface FitSpec {
  widthMm: number;
  heightMm: number;
  /** The size wished for and the smallest that still pleases; below it the text is rather broken or shortened. */
  sizePt: number;
  minSizePt: number;
  maxLines: number;
  leadingEm: number;
  trackingEm: number;
}

export type Shortening = 'abbreviated' | 'hyphenated' | 'cut';

export interface Fitted {
  lines: string[];
  sizePt: number;
  /** What had to be done to the words themselves; undefined when every letter stands. */
  shortening: Shortening | undefined;
}

/** Sizes are whole quarters of a point, so that neighbouring cards do not differ by a hair. */
const STEP_PT = 0.25;
const EPSILON = 1e-9;
/** Two lines look better than one that is set smaller than this share of the size wished for. */
const ONE_LINE_SHARE = 0.72;
/** Words that say whose child somebody is: an initial in their place would be read as a name. */
const KEPT_WORDS = new Set(['bin', 'binti', 'ibn', 'van', 'von', 'der', 'den', 'da', 'de', 'al']);

export function lineWidthEm(text: string, spec: FitSpec, face: FontFace): number {
  return face.widthOf(text) + Math.max(0, [...text].length - 1) * spec.trackingEm;
}

/** Height of so many lines, from the top of the first line's capitals to the bottom of the last line's descenders. */
export function blockHeightEm(lines: number, spec: FitSpec, face: FontFace): number {
  return face.ascent + face.descent + (lines - 1) * spec.leadingEm;
}

/** The largest size, not above the one wished for, at which these very lines fit; 0 when there is none. */
function sizeFor(lines: readonly string[], spec: FitSpec, face: FontFace): number {
  if (lines.length > spec.maxLines) return 0;
  const widest = Math.max(...lines.map((line) => lineWidthEm(line, spec, face)), EPSILON);
  const byWidth = spec.widthMm / MM_PER_PT / widest;
  const byHeight = spec.heightMm / MM_PER_PT / blockHeightEm(lines.length, spec, face);
  return Math.min(spec.sizePt, Math.floor((Math.min(byWidth, byHeight) + EPSILON) / STEP_PT) * STEP_PT);
}

/**
 * Fits a person's name: one line, as long as it need not shrink much; then two lines broken at a word; then middle
 * names become initials, the last one first; then the smallest legible size; then a break inside a word; and only
 * when nothing else is left the end is cut. Never returns lines that overflow the box.
 */
export function fitName(name: string, spec: FitSpec, face: FontFace): Fitted {
  const forms = [name, ...abbreviations(name)];
  for (const floor of [spec.minSizePt, Math.min(spec.minSizePt, SMALLEST_PT)]) {
    for (const form of forms) {
      const shortening = form === name ? undefined : ('abbreviated' as const);
      const broken = twoLines(form, spec, face);
      const oneLineFloor = Math.max(floor, spec.sizePt * ONE_LINE_SHARE);
      for (const [lines, least] of [
        [[form], oneLineFloor] as const,
        [broken, floor] as const,
        [[form], floor] as const,
      ]) {
        if (lines === undefined) continue;
        const sizePt = sizeFor(lines, spec, face);
        if (sizePt >= least) return { lines: [...lines], sizePt, shortening };
      }
    }
  }
  return forceInto(forms.at(-1) as string, spec, face);
}

/** Fits other words: wrapped at spaces into at most `maxLines`, shrinking; cut with an ellipsis when nothing helps. */
export function fitText(text: string, spec: FitSpec, face: FontFace): Fitted {
  for (const floor of [spec.minSizePt, Math.min(spec.minSizePt, SMALLEST_PT)]) {
    for (let sizePt = spec.sizePt; sizePt >= floor - EPSILON; sizePt -= STEP_PT) {
      const lines = wrap(text, sizePt, spec, face);
      if (sizeFor(lines, { ...spec, sizePt }, face) >= sizePt - EPSILON) {
        return { lines, sizePt, shortening: undefined };
      }
    }
  }
  return forceInto(text, spec, face);
}

/** Fits figures, which are never shortened: one line, as small as it takes. */
export function fitNumber(text: string, spec: FitSpec, face: FontFace): Fitted {
  const width = lineWidthEm(text, spec, face);
  const byWidth = spec.widthMm / MM_PER_PT / Math.max(width, EPSILON);
  const byHeight = spec.heightMm / MM_PER_PT / blockHeightEm(1, spec, face);
  return { lines: [text], sizePt: Math.min(spec.sizePt, byWidth, byHeight), shortening: undefined };
}

/** "Ana Budi Citra Dewi" → "Ana Budi C. Dewi", "Ana B. C. Dewi". First and last names stand. */
function abbreviations(name: string): string[] {
  const words = name.split(' ');
  const forms: string[] = [];
  for (let index = words.length - 2; index >= 1; index -= 1) {
    const word = words[index] as string;
    const initial = [...word].find((letter) => /\p{L}/u.test(letter));
    if (initial === undefined || [...word].length <= 2 || KEPT_WORDS.has(word.toLowerCase())) continue;
    words[index] = `${initial}.`;
    forms.push(words.join(' '));
  }
  return forms;
}

/** The break at a space that leaves the shorter longest line. */
function twoLines(text: string, spec: FitSpec, face: FontFace): string[] | undefined {
  const words = text.split(' ');
  let best: { lines: string[]; width: number } | undefined;
  for (let at = 1; at < words.length; at += 1) {
    const lines = [words.slice(0, at).join(' '), words.slice(at).join(' ')];
    const width = Math.max(...lines.map((line) => lineWidthEm(line, spec, face)));
    if (best === undefined || width < best.width) best = { lines, width };
  }
  return best?.lines;
}

function wrap(text: string, sizePt: number, spec: FitSpec, face: FontFace): string[] {
  const widthEm = spec.widthMm / MM_PER_PT / sizePt + EPSILON;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && lineWidthEm(`${last} ${word}`, spec, face) <= widthEm) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** At the smallest size: lines filled letter by letter, with hyphens inside words, the rest cut. */
function forceInto(text: string, spec: FitSpec, face: FontFace): Fitted {
  const byHeight = spec.heightMm / MM_PER_PT / blockHeightEm(1, spec, face);
  const sizePt = Math.min(spec.minSizePt, SMALLEST_PT, byHeight);
  const widthEm = spec.widthMm / MM_PER_PT / sizePt + EPSILON;
  const room =
    Math.floor((spec.heightMm / MM_PER_PT / sizePt - face.ascent - face.descent) / spec.leadingEm) + 1;
  const maxLines = Math.max(1, Math.min(spec.maxLines, room));
  const ellipsis = face.covers(0x2026) ? '…' : '...';
  const fits = (line: string) => lineWidthEm(line, spec, face) <= widthEm;

  const lines: string[] = [];
  let rest = [...text];
  while (rest.length > 0) {
    const isLast = lines.length === maxLines - 1;
    if (isLast && fits(rest.join(''))) {
      lines.push(rest.join(''));
      return { lines, sizePt, shortening: 'hyphenated' };
    }
    let taken = longestPrefix(rest, (part) => fits(`${part}${isLast ? ellipsis : '-'}`));
    if (isLast || taken === 0) {
      lines.push(`${rest.slice(0, taken).join('').trimEnd()}${ellipsis}`);
      return { lines, sizePt, shortening: 'cut' };
    }
    const space = rest.slice(0, taken + 1).lastIndexOf(' ');
    if (space > 0) taken = space;
    lines.push(rest.slice(0, taken).join('') + (space > 0 ? '' : '-'));
    rest = rest.slice(space > 0 ? taken + 1 : taken);
  }
  return { lines, sizePt, shortening: 'hyphenated' };
}

function longestPrefix(letters: string[], fits: (text: string) => boolean): number {
  let low = 0;
  let high = letters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(letters.slice(0, middle).join(''))) low = middle;
    else high = middle - 1;
  }
  return low;
}
