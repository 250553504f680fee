// The nearest facilities from a folder of browser shards: JSON lines in, JSON lines out, each from
// an index opened anew.
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Index } from "../../theme/static/js/engine/index/index_reader.js";
import { nearest } from "../../theme/static/js/near/near_nearest.js";

const folder = process.argv[2];
for await (const line of createInterface({ input: process.stdin })) {
  const { point, most, within } = JSON.parse(line);
  const read = [];
  const index = await Index.open(async (file) => {
    const content = await readFile(`${folder}/${file}`);
    if (file !== "root.json") read.push(content.length);
    return new Uint8Array(content);
  });
  const wanted = { filed: false, fee: null, facets: {} };
  const { found } = await nearest(index, point, { most, within, wanted });
  const bytes = read.reduce((sum, length) => sum + length, 0);
  console.log(JSON.stringify({ ids: found.map(({ id }) => id), files: read.length, bytes }));
}
