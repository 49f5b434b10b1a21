import { startThrowAwayPostgres } from "../../dev/postgres/throw-away.ts";
import { printFigures } from "./figures.ts";
import { measureWeb } from "./measure.ts";

/** `npm run bench -- web`: the timed budgets of the app, on a database that is thrown away. */
export async function printWeb(): Promise<void> {
  const database = await startThrowAwayPostgres({ inMemory: false });
  process.env.TEST_DATABASE_URL = database.databaseUrl;
  process.env.TEST_DATABASE_OWNER_URL = database.databaseOwnerUrl;
  try {
    const figures = await measureWeb({ cards: 10_000, rounds: 60, loads: 5, frames: 300 });
    console.log(printFigures(figures));
  } finally {
    await database.stop();
  }
}
