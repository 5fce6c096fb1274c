import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  build: {
    // An old laptop's browser that was not updated for years.
    target: ['chrome100', 'firefox100', 'safari15.4'],
    modulePreload: { polyfill: false },
    // Nothing inline: the server's policy forbids it.
    assetsInlineLimit: 0,
    cssCodeSplit: false,
  },
});
