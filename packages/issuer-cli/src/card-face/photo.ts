import { readFile, realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { embedPicture } from './form.ts';
import { inspectPicture } from './picture.ts';

type Doc = PDFKit.PDFDocument;

/** A photo in a document; its size is that after the turn that the camera noted. */
export interface EmbeddedPhoto {
  readonly image: unknown;
  readonly width: number;
  readonly height: number;
}

export type Photo = EmbeddedPhoto | { readonly problem: string };

const MAX_PHOTO_BYTES = 12_000_000;
/** A member's cards of several themes follow each other: so each photo is embedded once. */
const REMEMBERED = 16;

/** Opens members' photos for one document. Anything wrong with one is an answer, never an exception. */
export class PhotoShelf {
  readonly #doc: Doc;
  readonly #folder: string | undefined;
  readonly #opened = new Map<string, Photo>();

  constructor(doc: Doc, folder: string | undefined) {
    this.#doc = doc;
    this.#folder = folder;
  }

  async open(path: string): Promise<Photo> {
    const known = this.#opened.get(path);
    if (known !== undefined) return known;
    const photo = await this.#read(path);
    const oldest = this.#opened.keys().next().value;
    if (this.#opened.size >= REMEMBERED && oldest !== undefined) this.#opened.delete(oldest);
    this.#opened.set(path, photo);
    return photo;
  }

  async #read(path: string): Promise<Photo> {
    try {
      const file = await this.#locate(path);
      if (file === undefined) return { problem: `${path} lies outside the photo folder` };
      const facts = await stat(file);
      if (!facts.isFile()) return { problem: `${path} is no file` };
      if (facts.size > MAX_PHOTO_BYTES) return { problem: `${path} is larger than 12 MB` };
      const bytes = await readFile(file);
      const inspection = inspectPicture(bytes);
      if ('problem' in inspection) return { problem: `${path} ${inspection.problem}` };
      const { width, height } = inspection;
      return { image: await embedPicture(this.#doc, bytes), width, height };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      return { problem: code === 'ENOENT' ? `${path} is not there` : `${path} cannot be read` };
    }
  }

  async #locate(path: string): Promise<string | undefined> {
    if (this.#folder === undefined) return resolve(path);
    const folder = await realpath(this.#folder);
    const file = await realpath(resolve(folder, path));
    return file.startsWith(folder + sep) ? file : undefined;
  }
}
