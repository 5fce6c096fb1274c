import { language } from './words.ts';

/** `Rp12.500`, as the whole project writes it, in both languages. */
export function rupiah(amountRupiah: number): string {
  const digits = Math.abs(amountRupiah).toLocaleString('id-ID');
  return `${amountRupiah < 0 ? '−' : ''}Rp${digits}`;
}

export function timeOf(time: string | number): string {
  const locale = language.value === 'id' ? 'id-ID' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' }).format(new Date(time));
}
