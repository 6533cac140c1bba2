// Makes static/build/ from static/src/: one stylesheet, one script, the images.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compile } from "sass";

const source = dirname(fileURLToPath(import.meta.url));
const root = join(source, "..", "..");
const target = join(root, "static", "build");

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });

const styles = compile(join(source, "scss", "app.scss"), {
  loadPaths: [root],
  quietDeps: true,
  style: "compressed",
});
// The frameworks write custom properties with a fallback each time, which every browser we serve can do without,
// and name icons that we do not use.
const css = styles.css
  .replace(/var\((--govuk-[a-z-]+-colour),\s*#[0-9a-f]{3,8}\)/gi, "var($1)")
  .replace(/background-image:url\(images\/[^)]*\);?/g, "");
await writeFile(join(target, "app.css"), css);

await build({
  entryPoints: ["app.js", "passkey.js"].map((name) => join(source, "js", name)),
  outdir: target,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2020"],
  legalComments: "none",
});
await cp(join(source, "images"), target, { recursive: true });
