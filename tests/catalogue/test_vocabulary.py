"""What the words of a search stand for, against the words of an index."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscat.article.text import analyze
from newscat.errors import ConfigError, QueryError
from newscat.index.cache.database import in_memory, make_tables
from newscat.index.load.checks import Checks
from newscat.index.load.parse import parsed
from newscat.index.load.writer import Writer
from newscat.index.schema import TEXT_COLUMNS, TEXT_INDEX
from newscat.index.text import worker
from newscat.index.text.bodies import DEFAULT
from newscat.index.text.build import bring_up_to_date
from newscat.index.text.questions import TextIndex
from newscat.index.text.stemming import Lookup, Unknown, looked_up, unknown
from newscat.query.parser import Text
from newscat.query.words import WordMatching, stemmers

TITLES = (
    "Microsoft announces Power Apps",
    "An announcement of café life",
    "新款iPhone手机发布",
    "人工知能 AI技術の機械学習",
    "Running runs: news for us, new in use",
    "C++ and .NET don't work with AT&T on 20.04",
    "Power for the apps",
    "Hoping for tries at flying",
    "100% of 인공지능을_쓰는 사람",
)


class Place:
    """An index of titles, one a record: ids from 1."""

    def __init__(self, db: sqlite3.Connection, folder: Path) -> None:
        self.db = db
        self.folder = folder
        self.titles: list[str] = []
        make_tables(db)

    def add(self, *titles: str) -> None:
        self.db.execute("INSERT OR IGNORE INTO folders (id, root, path, name) VALUES (1, 0, '', '')")
        writer = Writer(self.db)
        for title in titles:
            data = f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n".encode()
            self.titles.append(title)
            (self.folder / f"{len(self.titles)}.md").write_bytes(data)
            writer.add(1, f"{len(self.titles)}.md", (None,) * 4, None, parsed("a.md", data, Checks()))
        writer.flush()
        bring_up_to_date(self.db, DEFAULT, self.path)

    def path(self, root: int, folder: str, name: str) -> str:
        return f"{self.folder}/{name}"

    def found(self, text: str | Text, **matching: object) -> list[str]:
        sql = "SELECT rowid FROM fulltext WHERE fulltext MATCH ? AND rowid IN (SELECT id FROM records) ORDER BY 1"
        return [self.titles[id - 1] for (id,) in self.db.execute(sql, (self.looked_up(text, **matching).match,))]

    def looked_up(self, text: str | Text, **matching: object) -> Lookup:
        return looked_up(self.db, Text(text) if isinstance(text, str) else text, WordMatching(**matching))  # type: ignore[arg-type]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Callable[..., Place]]:
    with closing(in_memory()) as db:

        def place(*titles: str) -> Place:
            made = Place(db, tmp_path)
            made.add(*titles)
            return made

        yield place


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with closing(in_memory()) as db:
        made = Place(db, tmp_path_factory.mktemp("titles"))
        made.add(*TITLES)
        yield made


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("announced", [0, 1]),
        ("Announcing", [0, 1]),
        ("app", [0, 6]),
        ("run", [4]),
        ("hope", [7]),
        ("try", [7]),
        ("fly", [7]),
        ("new", [4]),
        ("cafe", [1]),
        ("CAFÉ", [1]),
        ("cafe\u0301", [1]),
        ("don't", [5]),
        ("20.04", [5]),
        ("C++", [5]),
        (".NET", [5]),
        ("AT&T", [5]),
        ("#news", [4]),
        ("power-apps", [0]),
        (Text("power apps", phrase=True), [0]),
        (Text("for the app", prefix=True, phrase=True), [6]),
        (Text("ann", prefix=True), [0, 1]),
        ("ann", []),
        (Text("run", phrase=True), []),
        (Text("run", prefix=True), [4]),
        ("AND", [5]),
        ('a" OR "power', []),
        ("title:power", []),
        ("NEAR(power apps)", []),
    ],
)
def test_a_text_finds(index: Place, text: str | Text, expected: list[int]) -> None:
    assert index.found(text) == [TITLES[number] for number in expected]


@pytest.mark.parametrize("pair", [("news", "new"), ("us", "use"), ("general", "generate"), ("evening", "even")])
def test_the_stems_of_english_keep_apart_what_is_not_the_same(
    place: Callable[..., Place], pair: tuple[str, str]
) -> None:
    assert place(*pair).found(pair[0]) == [pair[0]]


def test_exact_words_are_the_word_alone(index: Place) -> None:
    assert index.found("announces", exact=True) == [TITLES[0]]
    assert index.found("announced", exact=True) == []


def test_the_expression_names_every_form_and_so_do_the_marks(index: Place) -> None:
    assert index.looked_up("announced") == Lookup(
        '("announced" OR "announcement" OR "announces")',
        (("announced",), ("announcement",), ("announces",)),
        '"announced"',
    )
    assert index.looked_up(Text("the app", prefix=True)).forms == (("the", "app*"),)


def test_the_stems_of_several_languages_are_all_found(place: Callable[..., Place]) -> None:
    made = place("Die Häuser am See", "houses", "Haus")
    assert made.found("Häusern", languages=("english", "German")) == ["Die Häuser am See", "Haus"]
    assert made.found("house", languages=("english", "german")) == ["houses"]
    assert made.found("house", languages=()) == []


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigError) as error:
        stemmers(["englisch"])
    assert str(error.value).startswith(
        "no stemmer for 'englisch' (did you mean 'english'?); use arabic, armenian, basque"
    )


def test_a_text_without_a_word_is_refused(index: Place) -> None:
    with pytest.raises(QueryError, match=r"'\+\+' has no word to search for"):
        index.looked_up("++")


@given(st.text(min_size=1) | st.text(alphabet="\"*()-^:+{}'\\%_ab 0.,手機AI\0"))
def test_whatever_is_asked_is_no_error_in_a_search(text: str) -> None:
    if not text.isprintable() or not analyze(text):
        return
    with closing(in_memory()) as db, TemporaryDirectory() as folder:
        made = Place(db, Path(folder))
        made.add("手机 power")
        for asked in (Text(text), Text(text, prefix=True), Text(text, phrase=True)):
            made.found(asked, fuzzy=True)
            unknown(db, [asked], WordMatching())


# --- words that are not there -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["power", "announced", "20.04", "手机"], []),
        (["Micrsoft"], [Unknown("Micrsoft", ("microsoft",))]),
        (["nicrosoft"], [Unknown("nicrosoft", ("microsoft",))]),
        (["pwoer-appz"], [Unknown("pwoer", ("power",)), Unknown("appz", ("apps",))]),
        (["zebra", "Zebra", "zebra*"], [Unknown("zebra", ())]),
        (["20.05"], [Unknown("05", ())]),
        (["中国"], [Unknown("中国", ())]),
        (["power-microsoft"], []),
    ],
)
def test_unknown_words_are_named_with_what_is_near(index: Place, texts: list[str], expected: list[Unknown]) -> None:
    assert unknown(index.db, map(Text, texts), WordMatching()) == expected


def test_the_beginning_of_a_word_is_known_if_a_word_begins_so(index: Place) -> None:
    assert unknown(index.db, [Text("micro", prefix=True)], WordMatching()) == []
    assert unknown(index.db, [Text("micra", prefix=True)], WordMatching()) == [Unknown("micra", (), may_be_near=False)]


def test_the_nearest_come_first_then_the_commonest(place: Callable[..., Place]) -> None:
    made = place("planets", "plants", "plants", "planes", "planted", "planned")
    assert unknown(made.db, [Text("planet")], WordMatching(exact=True)) == [
        Unknown("planet", ("planes", "planets", "plants"))
    ]
    assert unknown(made.db, [Text("plantss")], WordMatching(exact=True)) == [
        Unknown("plantss", ("plants", "planes", "planets"))
    ]


def test_words_of_all_scripts_with_spaces_are_near_whatever_their_first_letter(place: Callable[..., Place]) -> None:
    titles = ["9azing", "\u10d2azing", "\uabd2azing", "ガジン 上海市 서울시 ไทย", "\ua4d0azing", "яzing", "amazing"]
    where = place(*titles)
    assert unknown(where.db, [Text("zazing"), Text("zazingers")], WordMatching()) == [
        Unknown("zazing", ("9azing", "\u10d2azing", "\ua4d0azing")), Unknown("zazingers", ()),
    ]  # fmt: skip
    lookup = looked_up(where.db, Text("zazing"), WordMatching(fuzzy=True))
    near = {"9azing", "\u10d2azing", "\ua4d0azing", analyze(titles[2]), "amazing", "яzing"}
    assert {form for (form,) in lookup.forms} == {"zazing", *near}


def test_fuzzy_takes_the_near_words_of_one_that_is_unknown(index: Place) -> None:
    assert index.found("micrsoft") == []
    assert index.found("micrsoft", fuzzy=True) == [TITLES[0]]
    assert index.looked_up("micrsoft", fuzzy=True).forms == (("micrsoft",), ("microsoft",))
    assert index.looked_up("use", fuzzy=True) == index.looked_up("use")


# --- text without blanks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("手机", [2]),
        ("発", []),
        ("机", [2]),
        ("機械学習", [3]),
        ("機械習", []),
        ("AI技術", [3]),
        ("ai技術の", [3]),
        ("iPhone手机", [2]),
        ("iphone", [2]),
        (Text("ipho", prefix=True), [2]),
        ("ipho", []),
        ("ai", [3]),
        (Text("人工知能 AI技術", phrase=True), [3]),
        (Text("AI技術 人工知能", phrase=True), []),
        ("인공지능", [8]),
        ("지능을_쓰", [8]),
        ("지능을%쓰", [8]),
        ("을", [8]),
    ],
)
def test_any_part_of_text_without_blanks_is_found(index: Place, text: str | Text, expected: list[int]) -> None:
    assert index.found(text) == [TITLES[number] for number in expected]


def test_what_is_removed_is_found_no_more_and_its_id_is_not_used_again(place: Callable[..., Place]) -> None:
    made = place("One quokka", "Two quokkas")
    Writer(made.db).remove([2])
    assert made.found("quokka") == ["One quokka"]
    assert unknown(made.db, [Text("two")], WordMatching()) == [Unknown("two", ())]
    made.titles.pop()
    made.titles.append("")  # its id
    made.add("Three quokkas")
    assert made.found("quokka") == ["One quokka", "Three quokkas"]


def words_in(db: sqlite3.Connection) -> list[tuple[str, int]]:
    """The words of the text index, and how many rows have each."""
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.every USING fts5vocab('main', 'fulltext', 'row')")
    return db.execute("SELECT term, doc FROM temp.every").fetchall()


def test_words_of_what_is_removed_leave_the_text_index(place: Callable[..., Place]) -> None:
    made = place(*(f"wombat number{each}" for each in range(1000)))
    kept = dict(words_in(made.db))
    for gone in (range(1, 4), range(4, 190), range(190, 400)):  # the last are more than a fifth
        Writer(made.db).remove(gone)
        bring_up_to_date(made.db, DEFAULT, made.path)
        kept = {"wombat": kept["wombat"] - len(gone)} | {f"number{each - 1}": 1 for each in range(gone.stop, 1001)}
        assert dict(words_in(made.db)) == kept


# --- the tokenizer ----------------------------------------------------------------------------------------------------


def as_fts5(texts: Iterable[str]) -> list[list[str]]:
    """The words of each text, by the index's own tokenizer."""
    words: list[dict[int, str]] = []
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(TEXT_INDEX)
        db.execute("CREATE VIRTUAL TABLE words USING fts5vocab(fulltext, instance)")
        for number, text in enumerate(texts):
            words.append({})
            db.execute(f"INSERT INTO fulltext (rowid, {TEXT_COLUMNS[0]}) VALUES (?, ?)", (number, text))
        for term, number, at in db.execute("SELECT term, doc, offset FROM words"):
            words[number][at] = term
    return [[found[at] for at in sorted(found)] for found in words]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@example("e\u0301\u0301 \u0301a x\u0305y Σίσυφος İstanbul ǅ ß ﬁ 🤖a 😀b ไทย हिन्दी")
@example("don't 20.04 C++ AT&T “naïve”—word… x_y ½ ² Ⅷ")
def test_our_words_are_those_of_the_index(text: str) -> None:
    words = analyze(text)
    assert as_fts5([words]) == [words.split()]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (Text("power-apss"), ["Microsoft announces Power Apps"]),
        (Text("powr-apss"), ["Microsoft announces Power Apps"]),
        (Text("powr-apss", phrase=True), []),
        (Text("power-apss", prefix=True), []),
    ],
)
def test_words_in_a_row_may_be_spelt_nearly_so_unless_they_are_quoted(
    index: Place, text: Text, titles: list[str]
) -> None:
    assert index.found(text, fuzzy=True) == titles
    assert index.found(text) == []
    assert all(word.may_be_near == bool(titles) for word in unknown(index.db, [text], WordMatching()))


def test_a_word_is_found_in_all_the_words_it_is_written_together_with(place: Callable[..., Place]) -> None:
    many = place(*(f"iphone{chr(0x4E00 + number)}{chr(0x5E00 + number)}" for number in range(2500)))
    assert len(many.found("iphone")) == 2500


def test_other_processes_give_the_same_words(place: Callable[..., Place], monkeypatch: pytest.MonkeyPatch) -> None:
    made = place(*TITLES)
    before = words_in(made.db)
    monkeypatch.setattr(worker, "_THRESHOLD", 2)
    monkeypatch.setattr(worker, "_BATCH", 2)
    made.db.execute("DELETE FROM meta WHERE name = 'texts'")
    bring_up_to_date(made.db, DEFAULT, made.path)
    assert words_in(made.db) == before


def test_words_of_front_matter_are_those_of_the_index_and_bodies_those_of_the_files(
    place: Callable[..., Place],
) -> None:
    made = place("Old title", "Gone file")
    (made.folder / "1.md").write_bytes(b"---\ntitle: New title\n---\nSome body\n")
    (made.folder / "2.md").unlink()
    made.db.execute("DELETE FROM meta WHERE name = 'texts'")
    bring_up_to_date(made.db, DEFAULT, made.path)
    assert {word: made.found(word) for word in ("old", "new", "body", "gone")} == {
        "old": ["Old title"], "new": [], "body": ["Old title"], "gone": ["Gone file"],
    }  # fmt: skip


def test_a_count_and_the_answer_that_follows_ask_the_text_index_once(place: Callable[..., Place]) -> None:
    made = place("Alpha")
    texts = TextIndex(made.db, DEFAULT, made.path)
    asked = list[str]()

    def ask(matching: WordMatching) -> tuple[bool, str]:
        questions = texts.questions(matching)
        return questions.can_rank('"alpha"'), questions.lookup(Text("alpha")).match

    first = ask(WordMatching())
    made.db.set_trace_callback(lambda sql: asked.append(sql) if "MATCH" in sql else None)
    assert ask(WordMatching()) == first == (True, '"alpha"')
    assert asked == []
    texts.forget()
    assert ask(WordMatching()) == first
    assert asked
