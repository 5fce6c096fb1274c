import { drawArtwork } from './draw-artwork.ts';
import { TEXT_FEATURES } from './fonts.ts';
import { addRects, embedPicture, type Form, recordForm, showForm } from './form.ts';
import { BLEED_MM, CARD, MM_PER_PT } from './geometry.ts';
import {
  type FaceData,
  type FaceWarning,
  type Language,
  layoutSide,
  type PlacedText,
  type SideName,
} from './layout.ts';
import { qrBars, qrMatrix } from './qr.ts';
import { colourOf, type Side, type Theme, type ThemeFont } from './theme.ts';
import type { PhotoField, QrField } from './theme-schema.ts';

type Doc = PDFKit.PDFDocument;

/** A module thinner than this is not reliably read from a card printed at 300 dpi. */
const THINNEST_MODULE_MM = 0.3;

/**
 * Paints card sides into one document, in millimetres from the card's upper left corner. Artwork and the texts that
 * all cards of a theme and organisation share are written into the file once.
 */
export class FacePainter {
  readonly #doc: Doc;
  readonly #language: Language;
  readonly #artworkOnly: boolean;
  readonly #pictures = new Map<Buffer, unknown>();
  readonly #artwork = new Map<string, Form>();
  readonly #shared = new Map<string, Form>();
  readonly #fonts = new Map<ThemeFont, string>();
  #forms = 0;

  constructor(doc: Doc, language: Language, artworkOnly: boolean) {
    this.#doc = doc;
    this.#language = language;
    this.#artworkOnly = artworkOnly;
  }

  /** Must have been awaited before the first card of a theme is painted. */
  async prepare(theme: Theme): Promise<void> {
    for (const side of Object.values(theme.sides)) {
      for (const bytes of side?.pictures.values() ?? []) {
        if (!this.#pictures.has(bytes)) this.#pictures.set(bytes, await embedPicture(this.#doc, bytes));
      }
    }
  }

  /** `photo` is an embedded picture and needs the side `frontWithPhoto`. Returns what people should look at. */
  paint(theme: Theme, side: SideName, data: FaceData, photo?: unknown): FaceWarning[] {
    const layout = layoutSide(theme, side, data, this.#language);
    if (this.#artworkOnly) {
      showForm(this.#doc, this.#artworkForm(theme, side));
      return layout.warnings;
    }
    const shared = layout.texts.filter((text) => text.shared);
    showForm(this.#doc, this.#sharedForm(theme, side, data.organisation, shared));
    if (layout.photo !== undefined && photo !== undefined) this.#paintPhoto(theme, layout.photo, photo);
    for (const text of layout.texts) if (!text.shared) this.#paintText(theme, text);
    if (layout.qr !== undefined) layout.warnings.push(...this.#paintQr(theme, layout.qr, data));
    return layout.warnings;
  }

  #artworkForm(theme: Theme, side: SideName): Form {
    const key = `${theme.id} ${side}`;
    const form =
      this.#artwork.get(key) ??
      this.#record(() => drawArtwork(this.#doc, theme, theme.sides[side] as Side, this.#pictures));
    this.#artwork.set(key, form);
    return form;
  }

  #sharedForm(theme: Theme, side: SideName, organisation: string, texts: PlacedText[]): Form {
    const key = JSON.stringify([theme.id, side, organisation]);
    let form = this.#shared.get(key);
    if (form === undefined) {
      const artwork = this.#artworkForm(theme, side);
      form = this.#record(() => {
        showForm(this.#doc, artwork);
        for (const text of texts) this.#paintText(theme, text);
      });
      this.#shared.set(key, form);
    }
    return form;
  }

  #record(draw: () => void): Form {
    this.#forms += 1;
    const box: [number, number, number, number] = [
      -BLEED_MM,
      -BLEED_MM,
      CARD.widthMm + BLEED_MM,
      CARD.heightMm + BLEED_MM,
    ];
    return recordForm(this.#doc, `Face${this.#forms}`, box, draw);
  }

  #paintText(theme: Theme, text: PlacedText): void {
    const em = text.sizePt * MM_PER_PT;
    this.#doc
      .font(this.#fontLabel(theme.fonts[text.font] as ThemeFont))
      .fontSize(em)
      .fillColor(colourOf(theme.colours, text.colour));
    for (const line of text.lines) {
      this.#doc.text(line.text, line.x, line.baseline, {
        lineBreak: false,
        baseline: 'alphabetic',
        characterSpacing: text.trackingEm * em,
        // Both spare pdfkit a measuring; its types do not know that features may be switched off.
        textWidth: line.width - text.trackingEm * em * Math.max(0, [...line.text].length - 1),
        features: TEXT_FEATURES,
      } as unknown as PDFKit.Mixins.TextOptions);
    }
  }

  #fontLabel(font: ThemeFont): string {
    const known = this.#fonts.get(font);
    if (known !== undefined) return known;
    const label = `Font${this.#fonts.size + 1}`;
    this.#doc.registerFont(label, Buffer.from(font.data));
    this.#fonts.set(font, label);
    return label;
  }

  #paintPhoto(theme: Theme, frame: PhotoField, photo: unknown): void {
    const doc = this.#doc;
    const { x, y, width, height } = frame;
    const radius = frame.radius ?? 0;
    doc.save();
    doc.roundedRect(x, y, width, height, radius).clip();
    doc.image(photo as PDFKit.Mixins.ImageSrc, x, y, {
      cover: [width, height],
      align: 'center',
      valign: 'center',
    });
    doc.restore();
    if (frame.border === undefined) return;
    const { width: line, colour } = frame.border;
    doc
      .lineWidth(line)
      .roundedRect(x + line / 2, y + line / 2, width - line, height - line, Math.max(0, radius - line / 2));
    doc.stroke(colourOf(theme.colours, colour));
  }

  #paintQr(theme: Theme, field: QrField, data: FaceData): FaceWarning[] {
    const doc = this.#doc;
    const matrix = qrMatrix(data.qrText);
    const quiet = field.quietModules ?? 4;
    const moduleMm = field.size / (matrix.size + 2 * quiet);
    const [left, top] = [field.x + quiet * moduleMm, field.y + quiet * moduleMm];
    doc.roundedRect(field.x, field.y, field.size, field.size, field.radius ?? 0);
    doc.fill(colourOf(theme.colours, field.panel));
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
    if (moduleMm >= THINNEST_MODULE_MM) return [];
    const detail = `modules of ${moduleMm.toFixed(2)} mm: shorten the text or choose another theme`;
    return [{ code: 'qr-dense', memberNumber: data.memberNumber, detail }];
  }
}
