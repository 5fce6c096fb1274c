import { useEffect, useState } from 'preact/hooks';
import type { CounterStatus } from '../../../src/web/protocol.ts';
import { get } from '../api.ts';
import { sentence } from '../words.ts';

/** What this counter knows has grown old, which narrows what may be sold: said before a customer is refused for it. */
export function StaleNote() {
  const [limits, setLimits] = useState<CounterStatus['limits']>('full');
  useEffect(() => {
    get<CounterStatus>('/api/settle/status').then(
      (status) => setLimits(status.limits),
      () => {},
    );
  }, []);
  if (limits === 'full') return null;
  return (
    <p class="note note-again" role="alert">
      {sentence(`settle.limits-${limits}`, {})}
    </p>
  );
}
