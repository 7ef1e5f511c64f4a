// Jobs through graphile_worker for some seconds: as many at once as there are workers, each of which adds the next before it ends, so that
// the queue stays as long as it was. Everything else is as graphile_worker has it. Prints one JSON object.
import { readFileSync } from "node:fs";
import { EventEmitter } from "node:events";
import { parseArgs } from "node:util";
import graphile from "graphile-worker";
import pg from "pg";

const { Logger, run, runMigrations } = graphile;
const BATCH = 1000;

const names = ["database", "body", "waiting", "workers", "connections", "seconds"];
const options = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
const { values } = parseArgs({ options });
const [waiting, workers, connections, seconds] = names.slice(2).map((name) => Number(values[name]));
const body = JSON.parse(readFileSync(values.body, "utf8"));
const pgPool = new pg.Pool({ connectionString: values.database, max: connections });
// It insists on being told where a connection fails: then nothing that follows is a measurement.
const fails = (error) => {
  throw error;
};
pgPool.on("error", fails).on("connect", (client) => client.on("error", fails));
const one = async (sql, parameters) => Number((await pgPool.query(sql, parameters)).rows[0].n);

await runMigrations({ pgPool });
// At the least one for each that works: each adds one for the one that it takes.
let added = 0;
for (let missing = Math.max(waiting, workers); missing > 0; missing -= BATCH) {
  const many = Math.min(missing, BATCH);
  const sql = `SELECT count(*) AS n FROM graphile_worker.add_jobs(ARRAY(
    SELECT ('carry', $1::json, NULL, NULL, NULL, NULL, NULL, NULL)::graphile_worker.job_spec FROM generate_series(1, $2::int)))`;
  added += await one(sql, [body, many]);
}
await pgPool.query("VACUUM ANALYZE graphile_worker._private_jobs");
await pgPool.query("CHECKPOINT");

const events = new EventEmitter();
const asked = new Map();
const claims_ms = [];
events.on("worker:getJob:start", ({ worker }) => asked.set(worker.workerId, performance.now()));
events.on("job:start", ({ worker }) => claims_ms.push(performance.now() - asked.get(worker.workerId)));
const carry = async (payload, helpers) => {
  await helpers.addJob("carry", payload);
  added += 1;
};
const begun = performance.now();
const logger = new Logger(() => () => {});
const runner = await run({ pgPool, concurrency: workers, noHandleSignals: true, events, logger, taskList: { carry } });
await new Promise((wake) => setTimeout(wake, seconds * 1000));
// Waits for what it had begun, and for its completions to be written.
await runner.stop();
const elapsed = (performance.now() - begun) / 1000;
// What was completed is gone.
const left = await one("SELECT count(*) AS n FROM graphile_worker._private_jobs", []);
await pgPool.end();
console.log(JSON.stringify({ lifecycles: added - left, seconds: elapsed, claims_ms }));
