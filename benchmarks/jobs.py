"""Every job that is measured, its yardstick, and what is asked of it."""

import sys
from dataclasses import dataclass

from benchmarks.articles import COMMON, PHRASE, RARE, TOPIC
from benchmarks.measure import ArticleSize, CacheSize, Command, Expected, Measurable

MIB = 1024 * 1024
TEN_THOUSAND, HUNDRED_THOUSAND, MILLION = 10_000, 100_000, 1_000_000


@dataclass(frozen=True)
class Job:
    """A job against its yardstick at so many `files` (0: they play no part).

    Either it takes `at_most` so many times as long (or as much), or it is `at_least` so many times as
    quick; none of its processes may take more memory than `peak` (bytes). `times`: the yardstick is
    so many times its figure for that part of the files.
    """

    name: str
    job: Measurable
    yardstick: Measurable
    files: int
    at_most: float = 0
    at_least: float = 0
    peak: int = 0
    times: int = 1


def _list(label: str, *options: str, cache: str = "kept", edit: bool = False) -> Command:
    argv = ("newscat", "list", "--topic", TOPIC, "-n", "50", *options, "{catalogue}")
    expected = Expected(TOPIC, ("list", "--topic", TOPIC), most=50, header=1)
    return Command(label, argv, "empty" if cache == "empty" else "kept", edit, expected=expected)


def _search(label: str, words: str, count: str, *options: str, cache: str = "kept") -> Command:
    argv = ("newscat", "search", words, "-n", "50", *options, "{catalogue}")
    expected = Expected(count, ("search", words), most=50, header=1)
    return Command(label, argv, "empty" if cache == "empty" else "kept", expected=expected)


def _validate(label: str, cache: str) -> Command:
    argv = ("newscat", "validate", "{catalogue}")
    return Command(label, argv, "empty" if cache == "empty" else "kept", exits=(0, 1), expected=Expected("errors"))


def _python(label: str, *argv: str) -> Command:
    return Command(label, (sys.executable, *argv))


def _ripgrep(words: str) -> Command:
    return Command(f"rg -l -i '{words}'", ("rg", "-l", "-i", words, "{catalogue}"))


FIRST_LIST = _list("first list", cache="empty")
LIST_AGAIN = _list("list again")
LIST_EDITED = _list("list after one edit", edit=True)
LIST_AS_IT_IS = _list("list --no-refresh", "--no-refresh")
SHOW_AS_IT_IS = Command("show ID --no-refresh", ("newscat", "show", "{id}", "--no-refresh", "{catalogue}"))
SEARCH_RARE = _search("search --no-refresh, rare word", RARE, RARE, "--no-refresh")
SEARCH_COMMON = _search(f"search --no-refresh, '{COMMON}'", COMMON, COMMON, "--no-refresh")
SEARCH_PHRASE = _search("search --no-refresh, phrase", f'"{PHRASE}"', PHRASE, "--no-refresh")
FIRST_SEARCH = _search("first search", PHRASE, PHRASE, cache="empty")
SEARCH_AGAIN = _search("search again", PHRASE, PHRASE)
FIRST_VALIDATE = _validate("first validate", "empty")
VALIDATE_AGAIN = _validate("validate again", "kept")
VERSION = Command("--version", ("newscat", "--version"))
LIST_SEEDS = Command("list seeds", ("newscat", "list", "{seeds}"))

READING = _python("reading every file", "{yardsticks}/read_files.py", "{catalogue}")
PARSING = _python("python-frontmatter in a loop", "{yardsticks}/parse_files.py", "{catalogue}")
# A site of its own, because Hugo writes into it.
_SITE = "mkdir -p '{scratch}/site' && cd '{scratch}/site' && echo 'baseURL = \"https://www.example.com/\"' > hugo.toml"
HUGO = Command("hugo list all", ("sh", "-c", _SITE + " && HUGO_CONTENTDIR='{catalogue}' hugo list all"))
# qmd keeps its index below the home folder.
_HOME = "export HOME='{scratch}/qmd' XDG_CACHE_HOME= XDG_CONFIG_HOME="
_ADD = "mkdir $HOME && qmd collection add '{catalogue}'"
_FIND = f"qmd search '\"{PHRASE}\"' -n 50"
QMD = Command("qmd collection add; search", ("sh", "-c", f"{_HOME}; rm -rf $HOME; {_ADD} && {_FIND}"))
QMD_AGAIN = Command(
    "qmd update; search", ("sh", "-c", f"{_HOME}; if [ -d $HOME ]; then qmd update; else {_ADD}; fi && {_FIND}")
)
FIND = Command("find -type f -printf …", ("find", "{catalogue}", "-type", "f", "-printf", r"%p %T@ %s\n"))
IMPORTS = _python("import typer, rich.table", "-c", "import typer, rich.table")
IMPORT = _python("import typer", "-c", "import typer")

JOBS = (
    Job("first-list", FIRST_LIST, READING, HUNDRED_THOUSAND, at_most=4.5),
    Job("first-list-parsing", FIRST_LIST, PARSING, HUNDRED_THOUSAND, at_least=5),
    Job("first-list-hugo", FIRST_LIST, HUGO, TEN_THOUSAND, at_least=1),
    Job("first-list-growth", FIRST_LIST, FIRST_LIST, MILLION, at_most=1.4, peak=200 * MIB, times=10),
    Job("list-again", LIST_AGAIN, FIND, HUNDRED_THOUSAND, at_most=2.2),
    Job("list-again", LIST_AGAIN, FIND, MILLION, at_most=1.8),
    Job("list-edited", LIST_EDITED, LIST_AGAIN, MILLION, at_most=1.1),
    Job("list-no-refresh", LIST_AS_IT_IS, IMPORTS, MILLION, at_most=2.5),
    Job("show-no-refresh", SHOW_AS_IT_IS, IMPORTS, MILLION, at_most=2.5),
    Job("search-rare", SEARCH_RARE, _ripgrep(RARE), MILLION, at_least=20),
    Job("search-common", SEARCH_COMMON, _ripgrep(COMMON), MILLION, at_least=3),
    Job("search-phrase", SEARCH_PHRASE, _ripgrep(PHRASE), MILLION, at_least=4),
    Job("first-search", FIRST_SEARCH, QMD, TEN_THOUSAND, at_least=30),
    Job("search-again", SEARCH_AGAIN, QMD_AGAIN, TEN_THOUSAND, at_least=4),
    Job("version", VERSION, IMPORT, 0, at_most=1.3),
    Job("list-seeds", LIST_SEEDS, IMPORT, 0, at_most=2.2),
    Job("first-validate", FIRST_VALIDATE, FIRST_LIST, HUNDRED_THOUSAND, at_most=1.5),
    Job("validate-again", VALIDATE_AGAIN, LIST_AGAIN, HUNDRED_THOUSAND, at_most=1.3),
    Job(
        "cache-size",
        CacheSize("the whole cache", (LIST_AGAIN, SEARCH_AGAIN, VALIDATE_AGAIN)),
        ArticleSize("the articles"),
        HUNDRED_THOUSAND,
        at_most=1.5,
    ),
)

# How these grow with the number of files.
GROWTH = (FIRST_LIST, LIST_AGAIN, SEARCH_PHRASE, LIST_AS_IT_IS)
