import { surveyTheme, type Theme } from '../card-face/theme.ts';
import { judgeTheme, type ThemeFinding } from '../card-face/theme-check.ts';
import { canRasterise } from '../print/raster.ts';
import { SHIPPED_FONTS } from '../themes.ts';
import { lookAtTheme } from './look-at-theme.ts';

export interface ThemeReport {
  /** Undefined when something keeps it from being drawn at all. */
  readonly theme: Theme | undefined;
  readonly findings: readonly ThemeFinding[];
  /** The files that make up the theme, relative to its folder; fonts that come along are not among them. */
  readonly files: readonly string[];
}

/** Names that every computer, and the backup, can keep. */
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/;
const MAX_FILE_NAME_LENGTH = 50;

const SEVERITIES = ['error', 'warning', 'note'] as const;

/**
 * Everything that can be known of a theme's folder, errors first. Where a theme cannot be drawn, only what is in the
 * way of that; where this machine has no pdftoppm, a note that nobody looked at the artwork. Never throws for what
 * lies in the folder.
 */
export async function checkTheme(folder: string): Promise<ThemeReport> {
  const { theme, faults, pictures, files } = await surveyTheme(folder, { fontFolder: SHIPPED_FONTS });
  if (theme === undefined) {
    // A picture that both faces use is told once.
    const told = new Map(
      faults.map(({ code, field, reason, details }): [string, ThemeFinding] => [
        `${code} ${field} ${reason}`,
        { severity: 'error', code, where: field, details: { ...details, reason } },
      ]),
    );
    const findings = [...told.values()];
    return { theme, findings, files };
  }
  const findings = [...judgeFileNames(files), ...judgeTheme(theme, pictures)];
  if (await canRasterise()) findings.push(...(await lookAtTheme(theme)));
  else findings.push({ severity: 'note', code: 'not-looked', where: theme.id, details: {} });
  findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return { theme, findings, files };
}

function judgeFileNames(files: readonly string[]): ThemeFinding[] {
  return files
    .filter((file) => !FILE_NAME.test(file) || file.length > MAX_FILE_NAME_LENGTH)
    .map((file) => ({ severity: 'error', code: 'file-name', where: file, details: { file } }));
}
