"""Change the facts while the bot runs: saved entries with their versions, drafts to review, and a record of it all.

- `entries` says what an entry, a change and a draft are; `storage` is the protocol of their tables.
- `merging` puts the entries of the store and those of the fact files together.
- `phrasings` and `key_words` propose questions of a statement, by the rules of `grammar`; `near` and `likeness` find
  what is stored already.
- `people` gives each person a key, so that names stand in one place; `audit` records who did what.
"""
