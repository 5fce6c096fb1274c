import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { asKartuError, KartuError } from '@kartukita/card-core';
import PDFDocument from 'pdfkit';
import { FacePainter } from './face-painter.ts';
import { BLEED_MM, CARD, PT_PER_MM } from './geometry.ts';
import type { FaceData, FaceWarning, Language, SideName } from './layout.ts';
import { PhotoShelf } from './photo.ts';
import { backSlot, cropMarks, type FlipEdge, frontSlot, SHEET, SLOTS_PER_SHEET, type Slot } from './sheet.ts';
import type { Theme } from './theme.ts';

export interface RenderOptions {
  /** `card`: one side a page, cut size, for card printers. `a4`: sheets with crop marks and bleed, for cutting. */
  layout: 'card' | 'a4';
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
const CARD_PAGE: [number, number] = [CARD.widthMm * PT_PER_MM, CARD.heightMm * PT_PER_MM];
const SHEET_PAGE: [number, number] = [SHEET.widthMm * PT_PER_MM, SHEET.heightMm * PT_PER_MM];

/**
 * Writes the faces of all cards as one PDF and ends the stream. Cards are taken one by one and pages written as they
 * are full, so memory does not grow with their number.
 * Throws KartuError: `usage` when there is no card, `not-found` for a theme that is not among `themes`,
 * `record-invalid` for a text that no QR code holds, `data-full` when the disk is full; the file is then incomplete.
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
  photo: unknown;
}

class Job {
  readonly #themes: ReadonlyMap<string, Theme>;
  readonly #options: RenderOptions;
  readonly #stream: Writable;
  readonly #doc: PDFKit.PDFDocument;
  readonly #painter: FacePainter;
  readonly #photos: PhotoShelf;
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
    await this.#drained();
  }

  async finish(): Promise<RenderResult> {
    if (this.#result.pages === 0) throw new KartuError('usage', 'There is no card to draw.');
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
    if ('image' in photo) return { ...plain, front: 'frontWithPhoto', photo: photo.image };
    this.#warn([{ code: 'photo-unusable', memberNumber: data.memberNumber, detail: photo.problem }]);
    return plain;
  }

  #addCardPages(card: Prepared): void {
    for (const side of ['front', 'back'] as const) {
      this.#addPage(CARD_PAGE);
      this.#doc.scale(PT_PER_MM);
      this.#paint(card, side);
    }
  }

  #addSheet(cards: Prepared[]): void {
    for (const side of ['front', 'back'] as const) {
      this.#addPage(SHEET_PAGE);
      this.#doc.scale(PT_PER_MM);
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
    this.#paint(card, side);
    doc.restore();
    doc.save();
    for (const mark of cropMarks(trim)) doc.moveTo(...mark.from).lineTo(...mark.to);
    doc.lineWidth(0.1).stroke('#000000');
    doc.restore();
  }

  #paint(card: Prepared, side: 'front' | 'back'): void {
    const chosen = side === 'front' ? card.front : side;
    this.#warn(this.#painter.paint(card.theme, chosen, card.data, side === 'front' ? card.photo : undefined));
  }

  #addPage(size: [number, number]): void {
    this.#doc.addPage({ size, margin: 0 });
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
