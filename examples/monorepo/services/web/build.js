// Copies src to dist and writes VERSION into the page.
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
cpSync("src", "dist", { recursive: true });
const page = readFileSync("dist/index.html", "utf8");
writeFileSync("dist/index.html", page.replace("@VERSION@", process.env.VERSION ?? "dev"));
