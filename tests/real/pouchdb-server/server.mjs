// A real PouchDB Server on loopback, for tests/real/pouchdb-server.sh: CouchDB's protocol in Node.
//
//   node server.mjs FOLDER
//
// Writes into FOLDER, which it empties first: the configuration and the log. The databases are in memory.
// There is an administrator, desk@staff.example, of the configuration, and field@staff.example, a user with a
// role, made through the server's own API. Prints "READY PORT" when all is done; ends on SIGTERM or SIGINT.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, resolve } from "node:path";

import makeServer from "express-pouchdb";
import memory from "pouchdb-adapter-memory";
import { hashAdminPasswords } from "pouchdb-auth";
import PouchDB from "pouchdb-core";
import mapreduce from "pouchdb-mapreduce";
import replication from "pouchdb-replication";

const PASSWORD = "first-Passw0rd";
const ADMIN = "desk@staff.example";
const USER = "field@staff.example";

const folder = resolve(process.argv[2]);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const configPath = join(folder, "config.json");
writeFileSync(configPath, JSON.stringify({ admins: await hashAdminPasswords({ [ADMIN]: PASSWORD }) }));

// The server counts on all of them, though nobody replicates here.
PouchDB.plugin(memory).plugin(mapreduce).plugin(replication);
const application = makeServer(PouchDB.defaults({ adapter: "memory" }), { configPath, logPath: join(folder, "log") });
const server = createServer(application);
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const { port } = server.address();

const answer = await fetch(`http://127.0.0.1:${port}/_users/org.couchdb.user:${USER}`, {
  method: "PUT",
  headers: {
    Authorization: `Basic ${Buffer.from(`${ADMIN}:${PASSWORD}`).toString("base64")}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({ name: USER, type: "user", roles: ["staff"], password: PASSWORD }),
});
if (!answer.ok) throw new Error(`making the user answered ${answer.status}: ${await answer.text()}`);

console.log(`READY ${port}`);
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => process.exit(0));
