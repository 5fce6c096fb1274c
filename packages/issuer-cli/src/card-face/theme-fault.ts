import { KartuError } from '@kartukita/card-core';

/** What can be wrong with a theme's files. Each has a sentence in the catalogue under `detail.theme-…`. */
export type ThemeFaultCode =
  | 'file-missing'
  | 'file-outside'
  | 'file-large'
  | 'file-json'
  | 'key-missing'
  | 'key-unknown'
  | 'value'
  | 'value-kind'
  | 'value-range'
  | 'value-colour'
  | 'value-slug'
  | 'value-font'
  | 'font-missing'
  | 'font-broken'
  | 'picture-missing'
  | 'picture-broken'
  | 'font-unnamed'
  | 'colour-unnamed'
  | 'outside-card'
  | 'outside-safe-zone'
  | 'overlap'
  | 'sizes'
  | 'field-missing'
  | 'code-missing'
  | 'photo-side'
  | 'artwork'
  | 'number-taken'
  | 'id-taken';

export interface ThemeFault {
  readonly code: ThemeFaultCode;
  /** Where in the theme: `front.fields.name.x`, or a file. */
  readonly field: string;
  /** For developers; people are shown the sentence of `code`. */
  readonly reason: string;
  readonly details?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
}

/** Takes each fault as it is found. One that throws ends the loading; one that returns lets it look further. */
export type ReportFault = (fault: ThemeFault) => void;

/** The `theme-invalid` of a fault. */
export function themeError(theme: string, fault: ThemeFault): KartuError {
  const { code, field, reason, details, cause } = fault;
  return new KartuError('theme-invalid', `Theme ${theme}: ${field}: ${reason}.`, {
    details: { ...details, theme, field, reason, where: `${theme}, ${field}`, what: `theme-${code}` },
    cause,
  });
}

/** Ends the loading with the first fault. */
export function failFast(theme: string): ReportFault {
  return (fault) => {
    throw themeError(theme, fault);
  };
}
