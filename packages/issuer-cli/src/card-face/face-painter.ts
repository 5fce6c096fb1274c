import { coverFrame } from './cover.ts';
import { drawArtwork } from './draw-artwork.ts';
import { TEXT_FEATURES } from './fonts.ts';
import { embedPicture, type Form, recordForm, showForm } from './form.ts';
import { CARD, CARD_AREA, grown, MM_PER_PT } from './geometry.ts';
import {
  type FaceData,
  type FaceWarning,
  type Language,
  layoutSide,
  type PlacedText,
  type SideName,
} from './layout.ts';
import { paintCode128, paintQr } from './paint-codes.ts';
import type { EmbeddedPhoto } from './photo.ts';
import { colourOf, type Side, type Theme, type ThemeFont } from './theme.ts';
import type { PhotoField } from './theme-schema.ts';

type Doc = PDFKit.PDFDocument;

/** Mirrored artwork begins so far inside the artwork's own edge, so that no hairline shows where they meet. */
const SEAM_MM = 0.05;

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
  readonly #bleeds = new Map<string, Form>();
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

  /**
   * Carries artwork that ends before `reachMm` past the cut on to there, by mirroring it at its own edge: the pattern
   * goes on, and a cut that is off by a millimetre shows no white. To be called before the side is painted.
   */
  paintBleed(theme: Theme, side: SideName, reachMm: number): void {
    if (reachMm <= theme.bleedMm) return;
    const key = `${theme.id} ${side} ${reachMm}`;
    let form = this.#bleeds.get(key);
    if (form === undefined) {
      const artwork = this.#artworkForm(theme, side);
      form = this.#record(reachMm, () => this.#mirrorAround(theme, artwork));
      this.#bleeds.set(key, form);
    }
    showForm(this.#doc, form);
  }

  #mirrorAround(theme: Theme, artwork: Form): void {
    const { x, y, width, height } = grown(CARD_AREA, theme.bleedMm - SEAM_MM);
    for (const edgeX of [x, undefined, x + width]) {
      for (const edgeY of [y, undefined, y + height]) {
        if (edgeX === undefined && edgeY === undefined) continue;
        this.#doc.save();
        if (edgeX !== undefined) this.#doc.transform(-1, 0, 0, 1, 2 * edgeX, 0);
        if (edgeY !== undefined) this.#doc.transform(1, 0, 0, -1, 0, 2 * edgeY);
        showForm(this.#doc, artwork);
        this.#doc.restore();
      }
    }
  }

  /** `photo` needs the side `frontWithPhoto`. Returns what people should look at. */
  paint(theme: Theme, side: SideName, data: FaceData, photo?: EmbeddedPhoto): FaceWarning[] {
    const layout = layoutSide(theme, side, data, this.#language);
    if (this.#artworkOnly) {
      showForm(this.#doc, this.#artworkForm(theme, side));
      return layout.warnings;
    }
    const shared = layout.texts.filter((text) => text.shared);
    showForm(this.#doc, this.#sharedForm(theme, side, data.organisation, shared));
    if (layout.photo !== undefined && photo !== undefined) {
      this.#paintPhoto(theme, layout.photo, data, photo);
    }
    for (const text of layout.texts) if (!text.shared) this.#paintText(theme, text);
    const { qr, code128, warnings } = layout;
    if (qr !== undefined) warnings.push(...paintQr(this.#doc, theme, qr, data));
    if (code128 !== undefined) warnings.push(...paintCode128(this.#doc, theme, code128, data));
    return warnings;
  }

  #artworkForm(theme: Theme, side: SideName): Form {
    const key = `${theme.id} ${side}`;
    const form =
      this.#artwork.get(key) ??
      this.#record(theme.bleedMm, () =>
        drawArtwork(this.#doc, theme, theme.sides[side] as Side, this.#pictures),
      );
    this.#artwork.set(key, form);
    return form;
  }

  #sharedForm(theme: Theme, side: SideName, organisation: string, texts: PlacedText[]): Form {
    const key = JSON.stringify([theme.id, side, organisation]);
    let form = this.#shared.get(key);
    if (form === undefined) {
      const artwork = this.#artworkForm(theme, side);
      form = this.#record(theme.bleedMm, () => {
        showForm(this.#doc, artwork);
        for (const text of texts) this.#paintText(theme, text);
      });
      this.#shared.set(key, form);
    }
    return form;
  }

  #record(reachMm: number, draw: () => void): Form {
    this.#forms += 1;
    const box: [number, number, number, number] = [
      -reachMm,
      -reachMm,
      CARD.widthMm + reachMm,
      CARD.heightMm + reachMm,
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

  #paintPhoto(theme: Theme, frame: PhotoField, data: FaceData, photo: EmbeddedPhoto): void {
    const doc = this.#doc;
    const { x, y, width, height } = frame;
    const radius = frame.radius ?? 0;
    const { rect } = coverFrame(photo, frame, data.photoFocus);
    doc.save();
    doc.roundedRect(x, y, width, height, radius).clip();
    // pdfkit makes the turn that the camera noted, into the size given.
    doc.image(photo.image as PDFKit.Mixins.ImageSrc, rect.x, rect.y, {
      width: rect.width,
      height: rect.height,
    });
    doc.restore();
    if (frame.border === undefined) return;
    const { width: line, colour } = frame.border;
    doc
      .lineWidth(line)
      .roundedRect(x + line / 2, y + line / 2, width - line, height - line, Math.max(0, radius - line / 2));
    doc.stroke(colourOf(theme.colours, colour));
  }
}
