// A stock tuf-js client that is asked once a line of its input: {now, target}. It answers in lines.
import { createInterface } from "node:readline";
import { readFile } from "node:fs/promises";

const [address, folder] = process.argv.slice(2);
const RealDate = Date;
let now = 0;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length) super(...given);
    else super(now);
  }
};
const { Updater } = await import("tuf-js");

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  now = RealDate.parse(asked.now);
  const answer = {};
  try {
    const client = new Updater({
      metadataDir: folder, targetDir: folder, metadataBaseUrl: `${address}/tuf/metadata`,
      targetBaseUrl: `${address}/tuf/targets`,
    });
    await client.refresh();
    const target = await client.getTargetInfo(asked.target);
    if (target) {
      const file = await client.downloadTarget(target, `${folder}/target`);
      answer.content = (await readFile(file)).toString("base64");
    }
  } catch (error) {
    answer.error = `${error.constructor.name}: ${error.message}`;
  }
  console.log(JSON.stringify(answer));
}
