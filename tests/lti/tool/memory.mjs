// A database for ltijs that lives in memory, in the place of MongoDB (its option `database.plugin`).
// It keeps what it is given and knows nothing of LTI: all of that is theirs.

const collections = new Map();
const rows = (name) => collections.get(name) ?? collections.set(name, []).get(name);
const fits = (query) => (row) => Object.entries(query ?? {}).every(([name, value]) => row.index[name] === value);

/** What lies there: the document, and the fields by which it is found (its own, where none are given). */
const row = (item, index) => ({ item: structuredClone(item), index: { ...item, ...index }, createdAt: Date.now() });

export const memory = {
  async setup() {
    return true;
  },
  async Close() {
    return true;
  },
  async Get(_key, collection, query) {
    const found = rows(collection).filter(fits(query));
    return found.length > 0 && found.map(({ item, createdAt }) => ({ ...structuredClone(item), createdAt }));
  },
  async Insert(_key, collection, item, index) {
    rows(collection).push(row(item, index));
    return true;
  },
  async Replace(key, collection, query, item, index) {
    await this.Delete(collection, query);
    return this.Insert(key, collection, item, index);
  },
  async Modify(_key, collection, query, change) {
    const found = rows(collection).find(fits(query));
    if (found) Object.assign(found, row({ ...found.item, ...change }, { ...found.index, ...change }));
    return true;
  },
  async Delete(collection, query) {
    collections.set(collection, rows(collection).filter((each) => !fits(query)(each)));
    return true;
  },
};
