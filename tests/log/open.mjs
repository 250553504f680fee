// Opens the checkpoint in a file as the browser does; prints what it says, or why it does not hold.

import { readFileSync } from "node:fs";
import { openCheckpoint, parseKey, verifier } from "../../theme/static/js/check/log_note.js";

const [file, log, ...witnesses] = process.argv.slice(2);
try {
  const keys = await Promise.all(witnesses.map(parseKey));
  const note = readFileSync(file, "utf8");
  const { checkpoint, signed } = await openCheckpoint(
    note, await parseKey(log), keys, verifier(null),
  );
  const times = signed.map((one) => one.at && one.at.toISOString());
  const unread = signed.filter((one) => one.unread).map((one) => one.name);
  console.log(JSON.stringify({ size: checkpoint.size, times, ...(unread.length && { unread }) }));
} catch (error) {
  console.log(JSON.stringify({ why: error.message }));
}
