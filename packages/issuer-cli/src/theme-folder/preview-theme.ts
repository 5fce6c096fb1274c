import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Language } from '../card-face/layout.ts';
import type { RenderResult } from '../card-face/render.ts';
import { renderSpecimen } from '../card-face/specimen.ts';
import { loadTheme } from '../card-face/theme.ts';
import { requireWritableTarget } from '../files.ts';
import { writeStreamed } from '../print/half-file.ts';
import { canRasterise, writePngPages } from '../print/raster.ts';
import { PLACEHOLDER_PORTRAIT, SHIPPED_FONTS } from '../themes.ts';

const PREVIEW_DPI = 150;

export interface PreviewOrder {
  readonly folder: string;
  /** The PDF; pictures of its pages get its name and a number. */
  readonly file: string;
  readonly layout: 'card' | 'a4';
  readonly language: Language;
  readonly organisation?: string | undefined;
  readonly photoPath?: string | undefined;
  readonly overwrite?: boolean;
}

export interface Preview extends RenderResult {
  /** PNG pages; undefined where this machine has no pdftoppm. */
  readonly pictures: readonly string[] | undefined;
}

/**
 * Draws a theme with the longest and the shortest names, with and without photo, front and back.
 * Throws `theme-invalid`, `already-exists`, `file-unreadable`, `data-full`.
 */
export async function previewTheme(order: PreviewOrder): Promise<Preview> {
  const { file, layout, language, organisation, overwrite = false } = order;
  const theme = await loadTheme(order.folder, { fontFolder: SHIPPED_FONTS });
  const prefix = join(dirname(file), basename(file).replace(/\.pdf$/i, ''));
  const draws = await canRasterise();
  requireWritableTarget(file, { overwrite });
  // How many digits the numbers of pictures have is known only when they are drawn.
  const taken = readdirSync(dirname(file)).find((name) => isPictureOf(basename(prefix), name));
  if (draws && taken !== undefined) requireWritableTarget(join(dirname(file), taken), { overwrite });
  const photoPath = order.photoPath ?? PLACEHOLDER_PORTRAIT;
  const options = { layout, language, photoPath, ...(organisation !== undefined && { organisation }) };
  const result = await writeStreamed(file, { overwrite }, (stream) => renderSpecimen(theme, stream, options));
  return { ...result, pictures: draws ? await writePngPages(file, PREVIEW_DPI, prefix) : undefined };
}

function isPictureOf(prefix: string, name: string): boolean {
  return name.startsWith(`${prefix}-`) && /^\d+\.png$/.test(name.slice(prefix.length + 1));
}
