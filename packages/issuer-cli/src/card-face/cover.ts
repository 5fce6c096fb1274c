import type { Rect } from './geometry.ts';

/** The point of a picture that matters most, as shares of its width and height from the upper left corner. */
export interface Focus {
  readonly x: number;
  readonly y: number;
}

/** Where a face is in most portraits: a little above the middle. */
export const PORTRAIT_FOCUS: Focus = { x: 0.5, y: 0.4 };

/** Below the first a printed photo looks soft, below the second one sees the pixels. */
export const SOFT_DPI = 200;
export const COARSE_DPI = 100;

export interface Covered {
  /** The whole picture in millimetres; what lies outside the frame is cut off. */
  readonly rect: Rect;
  /** Pixels of the picture for each inch of the card. */
  readonly dpi: number;
}

/**
 * Lays a picture over a frame so that nothing of the frame stays empty, nothing is distorted, and the focus comes as
 * near to the frame's middle as the picture's edges allow. Pure.
 */
export function coverFrame(
  picture: { readonly width: number; readonly height: number },
  frame: Rect,
  focus: Focus = PORTRAIT_FOCUS,
): Covered {
  const mmPerPixel = Math.max(frame.width / picture.width, frame.height / picture.height);
  const [width, height] = [picture.width * mmPerPixel, picture.height * mmPerPixel];
  const shift = (room: number, length: number, share: number) =>
    Math.min(0, Math.max(room - length, room / 2 - share * length));
  return {
    rect: {
      x: frame.x + shift(frame.width, width, focus.x),
      y: frame.y + shift(frame.height, height, focus.y),
      width,
      height,
    },
    dpi: 25.4 / mmPerPixel,
  };
}
