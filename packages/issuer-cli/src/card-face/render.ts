import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { asKartuError, KartuError } from '@kartukita/card-core';
import PDFDocument from 'pdfkit';
import { COARSE_DPI, coverFrame, SOFT_DPI } from './cover.ts';
import { FacePainter } from './face-painter.ts';
import { BLEED_MM, CARD_AREA, grown, PT_PER_MM } from './geometry.ts';
import type { FaceData, FaceWarning, Language, SideName } from './layout.ts';
import { type EmbeddedPhoto, PhotoShelf } from './photo.ts';
import { backSlot, cropMarks, type FlipEdge, frontSlot, SHEET, SLOTS_PER_SHEET, type Slot } from './sheet.ts';
import type { Theme } from './theme.ts';
import type { PhotoField } from './theme-schema.ts';

export interface RenderOptions {
  /** `card`: one side a page, cut size, for card printers. `a4`: sheets with crop marks and bleed, for cutting. */
  layout: 'card' | 'a4';
  /** Past the cut on every side (card only): what a print shop asks for. Page boxes say where to cut. */
  bleedMm?: number;
  /** How far each side is moved on its page, to the right and down: what the printer is off by, made up for. */
  offsets?: SideOffsets;
  /** Draws photos of less than 100 dpi all the same. */
  acceptLowResolution?: boolean;
  /** Called after each sheet or card with the number of cards that were drawn. */
  onProgress?: (cards: number) => void;
  /** About which edge the printer turns the sheet (a4 only); `long` by default. */
  flip?: FlipEdge;
  /** Language of the theme's own words; Indonesian by default. */
  language?: Language;
  /** Photos are looked for here, and only here. */
  photoFolder?: string;
  /** Title in the metadata; must not hold personal data. */
  title?: string;
  /** Set it for the same bytes every time. */
  createdAt?: Date;
  /** Leaves out everything but the artwork: for judging what stands behind the texts. */
  artworkOnly?: boolean;
  /** `#rrggbb` behind everything: for seeing where the artwork leaves gaps. */
  backdrop?: string;
}

export interface Offset {
  readonly xMm: number;
  readonly yMm: number;
}

export interface SideOffsets {
  readonly front: Offset;
  readonly back: Offset;
}

export interface RenderResult {
  pages: number;
  /** Card sides drawn: two for each card. */
  faces: number;
  /** The first 1,000; `warningsOmitted` counts the rest. */
  warnings: FaceWarning[];
  warningsOmitted: number;
}

const MAX_WARNINGS = 1000;
/** So many photos are named when a print is refused for them. */
const NAMED_PHOTOS = 20;
const NO_OFFSET: Offset = { xMm: 0, yMm: 0 };

/**
 * Writes the faces of all cards as one PDF and ends the stream. Cards are taken one by one and pages written as they
 * are full, so memory does not grow with their number.
 * Throws KartuError: `usage` when there is no card, `not-found` for a theme that is not among `themes`,
 * `record-invalid` for a text that no QR code holds, `file-invalid` (all of them named, after the last card) for photos
 * of less than 100 dpi, `data-full` when the disk is full; the file is then incomplete.
 */
export async function renderFaces(
  cards: Iterable<FaceData> | AsyncIterable<FaceData>,
  themes: readonly Theme[],
  options: RenderOptions,
  stream: Writable,
): Promise<RenderResult> {
  // Pages are made and gone at once: left to itself V8 lets its young generation grow to a hundred megabytes on a
  // large machine before it looks at them. Kept at its first size the whole process stays flat at a quarter less.
  setFlagsFromString('--semi-space-growth-factor=1');
  const job = new Job(themes, options, stream);
  try {
    for await (const batch of batches(cards, options.layout === 'a4' ? SLOTS_PER_SHEET : 1)) {
      await job.add(batch);
    }
    return await job.finish();
  } catch (error) {
    stream.destroy();
    throw asKartuError(error);
  }
}

async function* batches<T>(items: Iterable<T> | AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** A card with the side that its front has become, now that its photo was looked at. */
interface Prepared {
  data: FaceData;
  theme: Theme;
  front: SideName;
  photo: EmbeddedPhoto | undefined;
}

class Job {
  readonly #themes: ReadonlyMap<string, Theme>;
  readonly #options: RenderOptions;
  readonly #stream: Writable;
  readonly #doc: PDFKit.PDFDocument;
  readonly #painter: FacePainter;
  readonly #photos: PhotoShelf;
  readonly #coarse: string[] = [];
  readonly #result: RenderResult = { pages: 0, faces: 0, warnings: [], warningsOmitted: 0 };
  readonly #finished: Promise<void>;

  constructor(themes: readonly Theme[], options: RenderOptions, stream: Writable) {
    this.#themes = new Map(themes.map((theme) => [theme.id, theme]));
    this.#options = options;
    this.#stream = stream;
    this.#doc = new PDFDocument({
      autoFirstPage: false,
      pdfVersion: '1.7',
      // A cache of every word ever set would grow with the number of members.
      fontLayoutCache: false,
      displayTitle: true,
      lang: options.language ?? 'id',
      info: {
        Title: options.title ?? 'Card faces',
        Creator: 'KartuKita',
        Producer: 'KartuKita (pdfkit)',
        CreationDate: options.createdAt ?? new Date(),
      },
    } as PDFKit.PDFDocumentOptions);
    this.#painter = new FacePainter(this.#doc, options.language ?? 'id', options.artworkOnly === true);
    this.#photos = new PhotoShelf(this.#doc, options.photoFolder);
    this.#finished = new Promise((resolve, reject) => {
      stream.once('error', reject);
      stream.once('close', () => reject(new Error('the output was closed before its end')));
      stream.once('finish', resolve);
    });
    this.#finished.catch(() => undefined);
    this.#doc.on('data', (chunk: Buffer) => stream.write(chunk));
    this.#doc.once('end', () => stream.end());
  }

  async add(cards: FaceData[]): Promise<void> {
    const prepared: Prepared[] = [];
    for (const data of cards) prepared.push(await this.#prepare(data));
    if (this.#options.layout === 'a4') this.#addSheet(prepared);
    else for (const card of prepared) this.#addCardPages(card);
    this.#result.faces += 2 * prepared.length;
    this.#options.onProgress?.(this.#result.faces / 2);
    await this.#drained();
  }

  async finish(): Promise<RenderResult> {
    if (this.#result.pages === 0)
      throw new KartuError('usage', 'There is no card to draw.', { details: { what: 'faces-none' } });
    if (this.#coarse.length > 0) throw coarsePhotos(this.#coarse);
    this.#doc.end();
    await this.#finished;
    return this.#result;
  }

  async #prepare(data: FaceData): Promise<Prepared> {
    const theme = this.#themes.get(data.themeId);
    if (theme === undefined) {
      const details = { what: 'theme', name: data.themeId };
      throw new KartuError('not-found', `There is no theme ${data.themeId}.`, { details });
    }
    await this.#painter.prepare(theme);
    const plain: Prepared = { data, theme, front: 'front', photo: undefined };
    if (data.photoPath === undefined || data.photoPath === '') return plain;
    if (theme.sides.frontWithPhoto === undefined) {
      this.#warn([{ code: 'photo-not-in-theme', memberNumber: data.memberNumber, detail: theme.id }]);
      return plain;
    }
    const photo = await this.#photos.open(data.photoPath);
    if ('image' in photo) {
      this.#judgeResolution(photo, theme.sides.frontWithPhoto.fields.photo as PhotoField, data);
      return { ...plain, front: 'frontWithPhoto', photo };
    }
    this.#warn([{ code: 'photo-unusable', memberNumber: data.memberNumber, detail: photo.problem }]);
    return plain;
  }

  /** A photo that is too coarse ends the print, but only after the last card: so that all of them are named. */
  #judgeResolution(photo: EmbeddedPhoto, frame: PhotoField, { memberNumber, photoFocus }: FaceData): void {
    const { dpi } = coverFrame(photo, frame, photoFocus);
    if (dpi >= SOFT_DPI) return;
    const detail = `${Math.floor(dpi)} dpi`;
    if (dpi >= COARSE_DPI || this.#options.acceptLowResolution === true) {
      this.#warn([{ code: 'photo-soft', memberNumber, detail }]);
    } else this.#coarse.push(`${memberNumber} (${detail})`);
  }

  #addCardPages(card: Prepared): void {
    const bleedMm = this.#options.bleedMm ?? 0;
    for (const side of ['front', 'back'] as const) {
      const page = grown(CARD_AREA, bleedMm);
      const { xMm, yMm } = this.#offset(side);
      this.#addPage(page);
      if (bleedMm > 0) this.#markTrim(bleedMm);
      this.#doc.translate(bleedMm + xMm, bleedMm + yMm);
      const reach = Math.max(bleedMm, Math.abs(xMm), Math.abs(yMm));
      this.#paint(card, side, reach);
    }
  }

  /** BleedBox and TrimBox (ISO 32000-1 §14.11.2) of a page that is the card and its bleed. */
  #markTrim(bleedMm: number): void {
    const { page } = this.#doc;
    const inset = bleedMm * PT_PER_MM;
    Object.assign((page as unknown as { dictionary: { data: object } }).dictionary.data, {
      BleedBox: [0, 0, page.width, page.height],
      TrimBox: [inset, inset, page.width - inset, page.height - inset],
    });
  }

  #addSheet(cards: Prepared[]): void {
    for (const side of ['front', 'back'] as const) {
      this.#addPage({ width: SHEET.widthMm, height: SHEET.heightMm });
      const { xMm, yMm } = this.#offset(side);
      this.#doc.translate(xMm, yMm);
      const flip = this.#options.flip ?? 'long';
      for (const [index, card] of cards.entries()) {
        this.#paintSlot(card, side, side === 'front' ? frontSlot(index) : backSlot(index, flip));
      }
    }
  }

  #paintSlot(card: Prepared, side: 'front' | 'back', { trim, rotated }: Slot): void {
    const doc = this.#doc;
    doc.save();
    doc.translate(trim.x, trim.y);
    if (rotated) doc.rotate(180, { origin: [trim.width / 2, trim.height / 2] });
    doc.rect(-BLEED_MM, -BLEED_MM, trim.width + 2 * BLEED_MM, trim.height + 2 * BLEED_MM).clip();
    this.#paint(card, side, BLEED_MM);
    doc.restore();
    doc.save();
    for (const mark of cropMarks(trim)) doc.moveTo(...mark.from).lineTo(...mark.to);
    doc.lineWidth(0.1).stroke('#000000');
    doc.restore();
  }

  #offset(side: 'front' | 'back'): Offset {
    return this.#options.offsets?.[side] ?? NO_OFFSET;
  }

  #paint(card: Prepared, side: 'front' | 'back', reachMm: number): void {
    const chosen = side === 'front' ? card.front : side;
    const { backdrop } = this.#options;
    if (backdrop !== undefined) {
      const { x, y, width, height } = grown(CARD_AREA, reachMm);
      this.#doc.rect(x, y, width, height).fill(backdrop);
    } else this.#painter.paintBleed(card.theme, chosen, reachMm);
    this.#warn(this.#painter.paint(card.theme, chosen, card.data, side === 'front' ? card.photo : undefined));
  }

  /** A page of that size; its unit is the millimetre from then on. */
  #addPage({ width, height }: { width: number; height: number }): void {
    this.#doc.addPage({ size: [width * PT_PER_MM, height * PT_PER_MM], margin: 0 });
    this.#doc.scale(PT_PER_MM);
    this.#result.pages += 1;
  }

  #warn(warnings: FaceWarning[]): void {
    for (const warning of warnings) {
      if (this.#result.warnings.length < MAX_WARNINGS) this.#result.warnings.push(warning);
      else this.#result.warningsOmitted += 1;
    }
  }

  /**
   * pdfkit pays no heed to a slow writer, so we wait for it here. The turn of the event loop lets the stream write
   * and V8 give back the buffers of zlib, which otherwise pile up (45 kB a card).
   */
  async #drained(): Promise<void> {
    await nextTurn();
    if (!this.#stream.writableNeedDrain) return;
    await Promise.race([once(this.#stream, 'drain'), this.#finished]);
  }
}

function coarsePhotos(photos: readonly string[]): KartuError {
  const named = photos.slice(0, NAMED_PHOTOS).join(', ') + (photos.length > NAMED_PHOTOS ? ', …' : '');
  return new KartuError('file-invalid', `photos of less than ${COARSE_DPI} dpi: ${named}`, {
    details: { what: 'photos-coarse', count: photos.length, named, dpi: COARSE_DPI },
  });
}
