"""The tables of the index, in memory and in a cache file."""

from newscat.article.fields import kept, kept_texts, searched
from newscat.article.text import SIGNS

# A cache with another number is rebuilt.
VERSION = 15
# PRAGMA application_id: "ncat".
APPLICATION = 0x6E636174

# The strings of the front matter that are in no other column, and the ones that are addresses.
OTHER, ADDRESSES = "other", "addresses"
# The columns of the text index, and how much a word in each counts. A word in the title says most about an article;
# `related` is about other articles, and an address is not for reading.
TEXT_COLUMNS = (*(field.name for field in searched()), OTHER, ADDRESSES)
WEIGHTS = (*(float(field.weight) for field in searched()), 0.5, 0.1)
# What the tables depend on besides their VERSION.
TABLE_OF_FIELDS = " ".join(f"{field.column}:{field.kind}:{','.join(field.sources)}" for field in (*kept(), *searched()))

# `records` is narrow, so that counting and sorting a million records reads 40 MB; `contents` is wide. The bodies are
# in the files alone.
TABLES = (
    """CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE folders (
    id INTEGER PRIMARY KEY,
    root INTEGER NOT NULL,          -- which of the catalogue's roots
    path TEXT NOT NULL,             -- from the root, ending in '/'; '' is the root itself
    name TEXT NOT NULL,             -- its last part
    digest BLOB,                    -- refresh.digest; NULL: compare file by file
    checks INTEGER,                 -- of all its files; NULL if they differ
    UNIQUE (root, path)
)""",
    """CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    folder INTEGER NOT NULL,
    stem TEXT NOT NULL,
    suffix TEXT NOT NULL,
    size INTEGER, mtime_ns INTEGER, ctime_ns INTEGER, inode INTEGER,  -- NULL: read again
    checks INTEGER                  -- the checks of its findings; NULL: none but reading
)""",
    # A date in `article.dates.ticks`; a flag as 1 or 0; of a choice, its row in `labels`.
    f"""CREATE TABLE records (
    id INTEGER PRIMARY KEY,         -- the file's
    name TEXT,                      -- the front matter's id; NULL if it has none
    {" ".join(f"{field.column} INTEGER," for field in kept())}
    provider INTEGER,               -- providers
    kind INTEGER,                   -- 1: news article, 0: page; 3, 2: by configuration; NULL: not checked
    structure INTEGER               -- structures; NULL: not checked
)""",
    """CREATE TABLE structures (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL              -- article.frontmatter.structure
)""",
    """CREATE TABLE clashes (
    record INTEGER PRIMARY KEY,     -- whose id another record has, or would have
    level INTEGER NOT NULL          -- which form of its id is unique: index.ids
)""",
    f"""CREATE TABLE contents (
    id INTEGER PRIMARY KEY,         -- the record's
    {" ".join(f"{name} TEXT," for name in (field.name for field in kept_texts()))}
    fields TEXT NOT NULL            -- index.codec; null in it if a column above has the value
)""",
    """CREATE TABLE labels (
    id INTEGER PRIMARY KEY,
    field TEXT NOT NULL,            -- topic, or the name of a field that is a choice
    folded TEXT NOT NULL,           -- article.text.folded
    text TEXT NOT NULL,             -- of a choice, as it is written; of a topic, folded: see spellings
    UNIQUE (field, folded, text)
)""",
    """CREATE TABLE spellings (
    id INTEGER PRIMARY KEY,
    topic INTEGER NOT NULL,         -- labels
    text TEXT NOT NULL              -- as it is or was written
)""",
    """CREATE TABLE providers (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL, domain TEXT NOT NULL,
    folded TEXT NOT NULL,           -- both, on two lines
    UNIQUE (name, domain)
)""",
    """CREATE TABLE topics (
    topic INTEGER NOT NULL,         -- labels
    published_at INTEGER NOT NULL,  -- of the record, or UNDATED
    record INTEGER NOT NULL,
    spelling INTEGER NOT NULL,      -- spellings
    PRIMARY KEY (topic, published_at, record)
) WITHOUT ROWID""",
    """CREATE TABLE urls (
    hash INTEGER NOT NULL,          -- index.load.hashes.url_hash
    record INTEGER NOT NULL
)""",
    """CREATE TABLE duplicates (
    record INTEGER PRIMARY KEY,     -- index.load.hashes, made when they are asked for; NULL if there is none
    url INTEGER,                    -- originalUrl as it is written
    canonical INTEGER,              -- article.urls.canonical_url of it
    title INTEGER                   -- article.text.normal_title
)""",
    """CREATE TABLE signatures (
    record INTEGER PRIMARY KEY,     -- of which `duplicates --by near` was asked
    bands BLOB NOT NULL             -- index.analysis.signatures
)""",
    """CREATE TABLE findings (
    file INTEGER NOT NULL,
    line INTEGER NOT NULL, column INTEGER NOT NULL,
    code TEXT NOT NULL, name TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL,
    fix TEXT                        -- JSON: message, whether it is safe, edits
)""",
    """CREATE TABLE ignores (
    file INTEGER NOT NULL,          -- then the fields of frontmatter.comments.Comment
    line INTEGER NOT NULL, column INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    text TEXT NOT NULL
)""",
    """CREATE TABLE unreadable (
    root INTEGER NOT NULL,
    folder TEXT NOT NULL,           -- from the root, ending in '/'
    name TEXT NOT NULL,             -- '' is the folder itself
    message TEXT NOT NULL           -- why it could not be read
)""",
)

# The columns of `duplicates`, by what the articles share.
DUPLICATE_COLUMNS = {"url": "url", "canonical-url": "canonical", "title": "title"}

# Made by the first search. It keeps no text (content=''), so that an article cannot be removed from it: a changed one
# gets a new id, and a row without a record counts for nothing. `analyze` has parted and folded the words: to this
# tokenizer, all but ASCII's punctuation are letters.
TEXT_INDEX = f"""CREATE VIRTUAL TABLE fulltext USING fts5(
    {", ".join(TEXT_COLUMNS)}, content='', tokenize="ascii tokenchars '{SIGNS}'"
)"""

# Made after the first load: sorting once is three times as fast as a million inserts in random order.
INDEXES = (
    "CREATE INDEX IF NOT EXISTS folders_by_path ON folders (path)",
    "CREATE INDEX IF NOT EXISTS folders_by_name ON folders (name)",
    "CREATE INDEX IF NOT EXISTS files_by_folder ON files (folder, stem)",
    "CREATE INDEX IF NOT EXISTS files_by_stem ON files (stem)",
    "CREATE INDEX IF NOT EXISTS records_by_name ON records (name) WHERE name IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS records_by_part ON records (name) WHERE instr(name, '/')",
    "CREATE INDEX IF NOT EXISTS records_by_date ON records (published_at)",
    "CREATE INDEX IF NOT EXISTS clashes_by_level ON clashes (level)",
    *(f"CREATE INDEX IF NOT EXISTS duplicates_by_{name} ON duplicates ({name})" for name in DUPLICATE_COLUMNS.values()),
    "CREATE INDEX IF NOT EXISTS urls_by_hash ON urls (hash, record)",
    "CREATE INDEX IF NOT EXISTS findings_by_file ON findings (file)",
    "CREATE INDEX IF NOT EXISTS ignores_by_file ON ignores (file)",
)

# Earlier than every date, so that records without a date come last when the newest come first.
UNDATED = -(2**63)
