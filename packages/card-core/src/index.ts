export * from "./bytes.ts";
