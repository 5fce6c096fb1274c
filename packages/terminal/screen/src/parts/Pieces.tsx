import { t } from '../words.ts';

interface PiecesProps {
  /** Of what, for whoever does not see the line. */
  readonly name: string;
  readonly count: number;
  readonly most?: number;
  readonly onChange: (by: 1 | -1) => void;
}

/** How many of it: one fewer, one more. */
export function Pieces({ name, count, most, onChange }: PiecesProps) {
  return (
    <span class="cart-count">
      <button
        type="button"
        class="secondary"
        aria-label={`${t('sell.fewer')}: ${name}`}
        disabled={most !== undefined && count === 0}
        onClick={() => onChange(-1)}
      >
        −
      </button>
      <span>
        {count}
        {most === undefined ? null : <small> / {most}</small>}
      </span>
      <button
        type="button"
        class="secondary"
        aria-label={`${t('sell.more')}: ${name}`}
        disabled={most !== undefined && count >= most}
        onClick={() => onChange(1)}
      >
        +
      </button>
    </span>
  );
}
