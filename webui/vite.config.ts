// How the UI is built and, for developers, served. `just webui-build` puts it into the
// Python package; `just dev` serves it with the admin API behind it.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const api = process.env["WEBUI_API"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../adminapi/web",
    emptyOutDir: true,
    target: "es2023",
    // nothing is inlined: data: addresses are not in the content security policy
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    sourcemap: false,
  },
  server: {
    host: "127.0.0.1",
    strictPort: true,
    proxy: { "/api": { target: api, ws: true } },
  },
});
