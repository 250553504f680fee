// Answers queries from a folder of browser shards: JSON lines in, JSON lines out.
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Engine } from "../../theme/static/js/engine/engine.js";

const folder = process.argv[2];
let bytes = 0;
async function load(file) {
  const content = await readFile(`${folder}/${file}`);
  bytes += content.length;
  return new Uint8Array(content);
}

const warm = process.argv[3] !== "cold";
let engine = null;
for await (const line of createInterface({ input: process.stdin })) {
  bytes = 0;
  let answer;
  try {
    engine = (warm && engine) || (await Engine.open(load));
    const query = JSON.parse(line);
    const { hits, total, exact, readAs } = await engine.search(query);
    answer = {
      ids: hits.map((hit) => hit.id),
      ranks: hits.map((hit) => hit.rank),
      matched: hits.map((hit) => hit.matched),
      total, exact, bytes, read_as: readAs ?? null,
    };
    const tries = total ? [] : await engine.suggestions(query);
    answer.suggestions = tries.map(({ text, region }) => [text, region || null]);
  } catch (error) {
    answer = { error: `${error.constructor.name}: ${error.message}` };
  }
  console.log(JSON.stringify(answer));
}
