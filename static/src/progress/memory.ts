/**
 * The stores of `store.ts` in the memory of a page, for frames in which browsers keep nothing (those that
 * block third parties' cookies close IndexedDB there as well). As much of IndexedDB as our own code asks for.
 */
import type { Database } from "./store.ts";

type Row = Record<string, unknown>;
type Key = IDBValidKey;
type Query = Key | IDBKeyRange | undefined;

/** Which member of a row is its key; the other stores are told it. */
const KEYS: Record<string, string> = { facts: "id", profiles: "id", farewells: "learner", places: "key" };
const INDEXES: Record<string, (row: Row) => Key> = {
  unsent: ({ learner, unsent }) => [learner, unsent] as Key,
  profile: ({ profile }) => profile as Key,
};
const NAMES = ["device", "profiles", "facts", "places", "farewells", "keys"];

function fits(key: Key, query: Query): boolean {
  if (query === undefined) return true;
  return query instanceof IDBKeyRange ? query.includes(key) : JSON.stringify(key) === JSON.stringify(query);
}

class Store {
  private readonly rows = new Map<Key, Row>();
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  async get(key: Key): Promise<Row | undefined> {
    return structuredClone(this.rows.get(key));
  }

  async put(row: Row, key = row[KEYS[this.name] ?? ""] as Key): Promise<Key> {
    this.rows.set(key, structuredClone(row));
    return key;
  }

  async add(row: Row, key?: Key): Promise<Key> {
    return this.put(row, key);
  }

  async delete(key: Key): Promise<void> {
    this.rows.delete(key);
  }

  async clear(): Promise<void> {
    this.rows.clear();
  }

  async getAll(): Promise<Row[]> {
    return this.found(() => true).map(([, row]) => row);
  }

  async count(): Promise<number> {
    return this.rows.size;
  }

  index(name: string) {
    const found = (query: Query) => this.found((row) => fits(INDEXES[name]!(row), query));
    return {
      getAll: async (query?: Query, most?: number) => found(query).map(([, row]) => row).slice(0, most),
      getAllKeys: async (query?: Query) => found(query).map(([key]) => key),
      count: async (query?: Query) => found(query).length,
    };
  }

  /** In the order of their keys, as a database has them. */
  private found(wanted: (row: Row) => boolean): [Key, Row][] {
    const rows = [...this.rows].filter(([, row]) => wanted(row)).sort(([one], [other]) => (one < other ? -1 : 1));
    return structuredClone(rows);
  }
}

/** An empty one, gone with the page. */
export function inMemory(): Database {
  const stores = Object.fromEntries(NAMES.map((name) => [name, new Store(name)]));
  const store = (name: string) => stores[name]!;
  const memory = {
    name: "memory",
    get: (name: string, key: Key) => store(name).get(key),
    put: (name: string, row: Row, key?: Key) => store(name).put(row, key),
    delete: (name: string, key: Key) => store(name).delete(key),
    getAll: (name: string) => store(name).getAll(),
    count: (name: string) => store(name).count(),
    getAllFromIndex: (name: string, index: string, query?: Query, most?: number) => store(name).index(index).getAll(query, most),
    countFromIndex: (name: string, index: string, query?: Query) => store(name).index(index).count(query),
    /** Nobody else is here: what is done is done at once. */
    transaction: (names: string | string[]) => ({
      store: store([names].flat()[0]!),
      objectStore: store,
      done: Promise.resolve(),
    }),
    close: () => {},
  };
  return memory as unknown as Database;
}
