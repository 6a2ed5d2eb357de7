"""From catalogue files to pages, once or again, never over an editor's work.

`entries` reads a file and says precisely what is wrong with it; `building` turns an entry into the
fields of a page; `ledger` decides whether the file, an editor or nobody spoke last; `facts` and `pages`
walk the folders and write. The format is in docs/catalogue-format.md.
"""
