import { computed, signal } from '@preact/signals';
import type { SessionView } from '../../src/web/protocol.ts';
import { get, post, RequestFailed } from './api.ts';

export const session = signal<SessionView | null>(null);
export const who = computed(() => session.value?.who ?? null);
export const isSupervisor = computed(() => who.value?.role === 'supervisor');

const RETRY_MS = 1000;

export async function loadSession(): Promise<void> {
  try {
    session.value = await get<SessionView>('/api/session');
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    setTimeout(loadSession, RETRY_MS);
  }
}

/** Throws RequestFailed with what was wrong. */
export async function signIn(cashier: string, pin: string): Promise<void> {
  session.value = await post<SessionView>('/api/sign-in', { cashier, pin });
}

export async function signOut(): Promise<void> {
  session.value = await post<SessionView>('/api/sign-out', {});
}

/** The first one to be registered is a supervisor. Throws RequestFailed. */
export async function registerFirst(id: string, name: string, pin: string): Promise<void> {
  session.value = await post<SessionView>('/api/cashiers/first', { id, name, pin });
}
