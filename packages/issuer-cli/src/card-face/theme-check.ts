import type { Shape } from './artwork.ts';
import { contrast, luminance, rgbOf } from './colour.ts';
import { type FaceData, type FaceWarning, layoutSide, type SideName } from './layout.ts';
import { barModuleMm, qrModuleMm, THINNEST_BAR_MM, THINNEST_MODULE_MM } from './paint-codes.ts';
import type { PictureFacts } from './picture.ts';
import { specimenCards } from './specimen.ts';
import { colourOf, type Side, type Theme } from './theme.ts';
import type { TextField } from './theme-schema.ts';

/** Something about a theme that its designer should know. The sentence of `code` is `detail.theme-…`. */
export interface ThemeFinding {
  /** An error stops the theme from being used; a warning is seen on cards; a note is for information. */
  readonly severity: 'error' | 'warning' | 'note';
  readonly code: string;
  readonly where: string;
  readonly details: Readonly<Record<string, string | number>>;
}

/** WCAG 2.2, 1.4.3: what ordinary text needs; below the second nobody reads it. */
export const GOOD_CONTRAST = 4.5;
export const LEAST_CONTRAST = 3;
/** A name in smaller type than this is hard to read on a card. */
const SMALL_NAME_PT = 6;
/** What print shops ask of pictures, and how much they may be stretched before one sees it. */
const PICTURE_DPI = 300;
const STRETCHED = 0.02;
const LOW_BARS_MM = 5;

/** As long as numbers and names of organisations come; nobody's. */
const LONGEST_NUMBER = '9999.999999.999999';
const LONGEST_CODE = '9999999999999999';
const LONG_ORGANISATION = 'Koperasi Simpan Pinjam Sejahtera Bersama Nusa Tenggara Barat';
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,-'";
const FIGURES = '0123456789.';

export function sidesOf(theme: Theme): [SideName, Side][] {
  return (['front', 'frontWithPhoto', 'back'] as const).flatMap((name): [SideName, Side][] => {
    const side = theme.sides[name];
    return side === undefined ? [] : [[name, side]];
  });
}

/** All that can be known of a theme without looking at a printed page. Pure. */
export function judgeTheme(theme: Theme, pictures: ReadonlyMap<string, PictureFacts>): ThemeFinding[] {
  const findings = sidesOf(theme).flatMap(([name, side]) => [
    ...judgeFonts(theme, name, side),
    ...judgeTexts(theme, name),
    ...judgeCodes(theme, name, side),
    ...judgePictures(name, side.artwork, pictures),
  ]);
  if (theme.sides.frontWithPhoto === undefined) {
    findings.push({ severity: 'note', code: 'no-photo', where: 'frontWithPhoto', details: {} });
  }
  return withoutRepeats(findings);
}

function judgeFonts(theme: Theme, name: SideName, side: Side): ThemeFinding[] {
  const { qr: _qr, code128: _code128, photo: _photo, ...fields } = side.fields;
  return Object.entries(fields).flatMap(([key, field]): ThemeFinding[] => {
    const { font } = field as TextField;
    const face = theme.fonts[font]?.face;
    const needed = key === 'memberNumber' ? FIGURES : LETTERS;
    const missing = [...needed].filter((letter) => face?.covers(letter.codePointAt(0)!) === false);
    if (missing.length === 0) return [];
    const details = { font: theme.fonts[font]!.file, letters: missing.join(' ') };
    return [{ severity: 'error', code: 'font-letters', where: `${name}.fields.${key}`, details }];
  });
}

/** The longest names and numbers, and a long name of an organisation, in both languages. */
function judgeTexts(theme: Theme, name: SideName): ThemeFinding[] {
  const cards = specimenCards(theme).flatMap((card): FaceData[] => [
    card,
    { ...card, memberNumber: LONGEST_NUMBER, organisation: LONG_ORGANISATION },
  ]);
  return cards.flatMap((card) =>
    (['id', 'en'] as const).flatMap((language) => {
      const { texts, warnings } = layoutSide(theme, name, card, language);
      const small = texts.filter(({ field, sizePt }) => field === 'name' && sizePt < SMALL_NAME_PT);
      return [
        ...warnings.flatMap((warning) => findingOf(name, warning)),
        ...small.map(({ sizePt, lines }): ThemeFinding => {
          const details = { size: sizePt, text: lines.map((line) => line.text).join(' / ') };
          return { severity: 'warning', code: 'name-small', where: `${name}.fields.name`, details };
        }),
      ];
    }),
  );
}

function findingOf(side: SideName, { code, detail }: FaceWarning): ThemeFinding[] {
  const [field, text] = detail.split(/: (.*)/s) as [string, string];
  const where = field.startsWith('texts.') ? `${side}.${field}` : `${side}.fields.${field}`;
  const details = { text };
  if (code === 'name-abbreviated') return [{ severity: 'note', code: 'name-abbreviated', where, details }];
  if (code === 'text-hyphenated') return [{ severity: 'warning', code: 'text-broken', where, details }];
  if (code === 'text-cut') return [{ severity: 'warning', code: 'text-cut', where, details }];
  return [];
}

function judgeCodes(theme: Theme, name: SideName, { fields }: Side): ThemeFinding[] {
  const found: ThemeFinding[] = [];
  const { qr, code128 } = fields;
  const add = (severity: ThemeFinding['severity'], code: string, field: string, details = {}) =>
    found.push({ severity, code, where: `${name}.fields.${field}`, details });
  for (const [key, field] of Object.entries({ qr, code128 })) {
    if (field === undefined) continue;
    const [dark, light] = [field.colour, field.panel].map((colour) =>
      luminance(rgbOf(colourOf(theme.colours, colour))),
    ) as [number, number];
    const ratio = contrast(dark, light).toFixed(1);
    if (dark >= light || Number(ratio) < GOOD_CONTRAST) add('error', 'code-contrast', key, { ratio });
  }
  if (qr !== undefined) {
    const moduleMm = qrModuleMm(qr, LONGEST_CODE);
    const size = Math.ceil((qr.size * THINNEST_MODULE_MM) / moduleMm);
    if (moduleMm < THINNEST_MODULE_MM) add('warning', 'qr-small', 'qr', { size });
  }
  if (code128 !== undefined) {
    const moduleMm = barModuleMm(code128, LONGEST_CODE);
    const width = Math.ceil((code128.width * THINNEST_BAR_MM) / moduleMm);
    if (moduleMm < THINNEST_BAR_MM) add('warning', 'code128-narrow', 'code128', { width });
    if (code128.height < LOW_BARS_MM) add('warning', 'code128-low', 'code128', { height: LOW_BARS_MM });
  }
  return found;
}

/** Pictures that stand in no group: what moves and scales a group would have to be followed. */
function judgePictures(
  name: SideName,
  artwork: readonly Shape[],
  pictures: ReadonlyMap<string, PictureFacts>,
): ThemeFinding[] {
  return artwork.flatMap((shape): ThemeFinding[] => {
    const facts = shape.type === 'picture' ? pictures.get(shape.file) : undefined;
    if (shape.type !== 'picture' || facts === undefined) return [];
    const [, , width, height] = shape.at;
    const needed = [width, height].map((mm) => Math.ceil((mm / 25.4) * PICTURE_DPI)) as [number, number];
    const details = {
      file: shape.file,
      pixels: `${facts.width} × ${facts.height}`,
      size: `${width} × ${height} mm`,
      needed: `${needed[0]} × ${needed[1]}`,
    };
    const found: ThemeFinding[] = [];
    const stretch = Math.abs(facts.width / facts.height / (width / height) - 1);
    if (stretch > STRETCHED)
      found.push({ severity: 'warning', code: 'picture-stretched', where: name, details });
    if (facts.width < needed[0] * 0.99 || facts.height < needed[1] * 0.99) {
      found.push({ severity: 'warning', code: 'picture-coarse', where: name, details });
    }
    return found;
  });
}

/** One finding of a kind at each place: the first, as the rest say the same of other names. */
function withoutRepeats(findings: readonly ThemeFinding[]): ThemeFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ code, where }) => {
    const key = `${code} ${where}`;
    return !seen.has(key) && seen.add(key);
  });
}
