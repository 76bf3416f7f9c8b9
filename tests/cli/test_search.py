"""`newscat search`: what is found, in which order, and that what a person types is never syntax."""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from terminal import Result

Run = Callable[..., Result]
Write = Callable[..., Path]

UNKNOWN = "no article contains '"


@pytest.fixture
def texts(write: Write) -> None:
    """One article for each place that is searched, and some with awkward words."""
    write("title.md", title="The quokka smiles")
    write("excerpt.md", excerpt="A quokka was seen.")
    write("topics.md", topics=["Quokka"])
    write("provider.md", provider={"name": "Quokka News", "domain": "q.example"})
    write("body.md", body="Nothing but a quokka.\n")
    write("related.md", related=[{"title": "Quokka again", "webUrl": "https://x.example/1"}])
    write("url.md", originalUrl="https://www.example.com/quokka", secured="quokka;quokka", quokka="x")
    write("power.md", title="New in power-apps 20.04: don't AND won't (beta)")
    write("street.md", title="Straße nach Zürich", body="人工智能 is AI. 東京 too.\n")
    write("phrase.md", title="General availability of things")
    write("words.md", title="Availability in general")


def found(result: Result) -> list[str]:
    """The ids; where there are none, stderr may name the words that nobody wrote."""
    said = [line for line in result.stderr.splitlines() if result.stdout or not line.startswith(UNKNOWN)]
    assert (said, result.exit_code) == ([], 0), result
    return result.stdout.split()


def test_a_word_is_found_wherever_people_write_and_best_in_the_title(texts: None, run: Run) -> None:
    answer = found(run("search", "quokka", "--format", "ids"))
    assert sorted(answer) == ["body", "excerpt", "provider", "related", "title", "topics", "url"]
    assert (answer[0], answer[-2:]) == ("title", ["related", "url"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("power-apps", "power"),
        ("20.04", "power"),
        ("don't", "power"),
        ('"AND"', "power"),
        ("won't AND don't", "power"),
        ("(beta)", "power"),
        ("title:power", "power"),
        ("-power quokka", "title excerpt topics provider body related url"),
        ("power NOT apps", ""),
        ("power OR quokka", "power title excerpt topics provider body related url"),
        ("NEAR(power apps)", ""),
        ("new ^power", ""),
        ("new+in", "power"),
        ("{new in}", "power"),
        ("ZURICH", "street"),
        ("strasse", "street"),
        ("straße", "street"),
        ("人工智能", "street"),
        ("東京", "street"),
        ("智", "street"),  # within what has no blanks
        ("general availability", "phrase words"),
        ('"general availability"', "phrase"),
        ('"availability general"', ""),
        ('things "general availability"', "phrase"),
        ('things"general availability"', "phrase"),
        ("avail*", "phrase words"),
        ("available", "phrase words"),  # another ending of the same word
        ("*avail", "phrase words"),
        ('"general avail"*', "phrase"),
        ('"general avail*"', ""),
        ("av*il*", ""),
        ("thing?", "phrase"),
        ("https://www.example.com/power?a=1&b=%20#x", ""),
        ("q.example", "provider"),
        ("gener\\al", ""),
        ("'quokka news'", "provider"),
        ("quokka ; DROP TABLE records;", ""),
        ("quokka\tnews\n", "provider"),
        (" ".join(["quokka"] * 500), "title excerpt topics provider body related url"),
        ("😀", ""),
        ('""', None),
        ("*", None),
        ("…!", None),
    ],
)
def test_what_is_typed_is_text_or_the_query_language(texts: None, run: Run, query: str, expected: str | None) -> None:
    result = run("search", "--format", "ids", "--", query)
    if expected is None:
        assert result == Result("", f"newscat: {query!r} has no word to search for\n", 2)
    else:
        assert sorted(found(result)) == sorted(expected.split())


@pytest.mark.parametrize(
    "query", ["AND", "(beta", ")", '"general availability', '"', "", " - ", "quokka --", "title:("]
)
def test_what_cannot_be_understood_is_refused_with_its_place(texts: None, run: Run, query: str) -> None:
    result = run("search", "--", query)
    reason, shown, caret = result.stderr.removesuffix("\n").split("\n")
    assert (result.stdout, result.exit_code) == ("", 2)
    assert reason.startswith("newscat: ")
    assert shown == f"  {query}"
    assert caret.strip() == "^"


def test_a_pipe_gets_the_snippet_and_json_also_where_the_hits_are(write: Write, run: Run) -> None:
    import json

    write("a.md", title="A quokka and a QUOKKA", excerpt="Nothing.")
    assert run("search", "quokka") == Result(
        "id\tdate\ttitle\tprovider\tsnippet\n"
        "a\t2022-03-23T20:13:00Z\tA quokka and a QUOKKA\tExample\tA quokka and a QUOKKA\n",
        "",
        0,
    )
    [record] = json.loads(run("search", "quokka", "--format", "json").stdout)["records"]
    assert [record["snippet"][start:end] for start, end in record["snippet_hits"]] == ["quokka", "QUOKKA"]
    assert record["title_hits"] == record["snippet_hits"]
    assert 0 < record["score"] < 1


def test_the_hit_is_marked_on_a_terminal(write: Write, run: Run) -> None:
    write("a.md", excerpt="There was a quokka here.", title="One")
    shown = run("search", "quokka", tty=True)
    assert "There was a \x1b[0m\x1b[1;31mquokka\x1b[0m\x1b[2m here." in shown.stdout
    assert (shown.stderr, shown.exit_code) == ("1 article\n", 0)
    plain = run("search", "quokka", "--color", "never", tty=True)
    assert "There was a quokka here." in plain.stdout
    assert "\x1b" not in plain.stdout


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["quokka", "--type", "video"], ""),
        (["quokka", "-t", "quokka"], "topics"),
        (["quokka", "--provider", "q.ex"], "provider"),
        (["quokka", "--sort", "-id"], "url topics title related provider excerpt body"),
        (["quokka", "--sort", "id", "-n", "2", "--offset", "1"], "excerpt provider"),
        (["quokka", "body.md", "title.md"], "title body"),
        (["nothing of this kind"], ""),
    ],
)
def test_the_filters_of_list_are_those_of_search(texts: None, run: Run, args: list[str], expected: str) -> None:
    assert found(run("search", *args, "--format", "ids")) == expected.split()


def test_count_counts_what_is_found(texts: None, run: Run) -> None:
    assert run("search", "quokka", "--count", "-n", "1") == Result("7\n", "", 0)


@pytest.mark.parametrize(
    ("args", "path", "words"),
    [
        (["power", "apps"], "apps", "power apps"),
        (["power", "apps", "quokka"], "apps", "power apps quokka"),
        (["power", "body.md", "apps"], "apps", "power apps"),
    ],
)
def test_words_that_are_no_path_are_to_be_quoted(texts: None, run: Run, args: list[str], path: str, words: str) -> None:
    message = f"newscat: no such file or folder: {path!r}; to search for several words, quote them: {words!r}\n"
    assert run("search", *args) == Result("", message, 2)


@pytest.mark.newest
def test_a_missing_query_is_said(run: Run) -> None:
    assert run("search") == Result("", "newscat: missing argument 'QUERY'\nSee 'newscat search --help'.\n", 2)


def test_bytes_that_are_no_text_are_refused(run: Run) -> None:
    assert run("search", "a\udcff") == Result("", "newscat: 'a\\udcff' is not valid UTF-8\n", 2)


def test_equal_scores_come_newest_first_then_by_path(write: Write, run: Run) -> None:
    for name, day in (("b", 1), ("a", 1), ("c", 2)):
        write(
            f"{name}.md", title="quokka", publishedDateTime=f"2022-03-0{day}T00:00:00Z", originalUrl="https://x.example"
        )
    assert found(run("search", "quokka", "--format", "ids")) == ["c", "a", "b"]


def test_exact_words_come_before_their_other_forms_whatever_bm25_says(write: Write, run: Run) -> None:
    write("a.md", title="Announced", publishedDateTime="2022-03-03T00:00:00Z")
    write("b.md", excerpt=f"{'One of many words. ' * 9} It announces.", publishedDateTime="2022-03-01T00:00:00Z")
    assert found(run("search", "announces", "--format", "ids")) == ["b", "a"]
    assert found(run("search", "announced", "--format", "ids")) == ["a", "b"]
    records = json.loads(run("search", "announces", "--format", "json").stdout)["records"]
    scores = [record["score"] for record in records]
    assert scores[0] > 0.5 > scores[1] > 0


def test_a_snippet_keeps_characters_that_no_text_should_have(write: Write, run: Run) -> None:
    write("a.md", title="One \ufdd0two\ufdd1 three")
    [record] = json.loads(run("search", "three", "--format", "json").stdout)["records"]
    assert (record["snippet"], record["snippet_hits"]) == ("One \ufdd0two\ufdd1 three", [[10, 15]])


# --- any script, any place --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "queries"),
    [
        ("東京の\u30ab\u3099ラス展", ["ガラス", "東京", "展", "ｶﾞﾗｽ"]),
        ("\u1109\u1165\u110b\u116e\u11af 뉴스", ["서울", "뉴스", "울"]),
        ("Μέλισσα και ΜΕΛΙΣΣΕΣ", ["μελισσα", "ΜΈΛΙΣΣΕΣ"]),
        ("Зелёная ёлка", ["зеленая", "ЁЛКА"]),
        ("Ørsted i Århus, Świętość, smörgås, Großmaß", ["orsted", "arhus", "swietosc", "smorgas", "grossmass"]),
        ("كِتَابٌ أزرق", ["كتاب", "ازرق"]),
        ("Daten\xadbank sub\u200bway wa\u2060ter", ["datenbank", "subway", "water"]),
        ("ﬂower o\ufb03cial Ｊａｖａ ｺｰﾋｰ", ["flower", "official", "java", "コーヒー"]),
        ("हिन्दी समाचार", ["हिन्दी", "समा*"]),
        ("Ship it 🚢 today", ["🚢", "ship 🚢"]),
        ("Modern C++ and F#, on .NET with vue.js", ["C++", "f#", ".net", "vue.js", '"C++ and F#"']),
    ],
)
def test_a_word_is_found_however_it_is_written(write: Write, run: Run, title: str, queries: list[str]) -> None:
    write("a.md", title=title)
    write("b.md", title="C and F, the net, a view of js: something else 🛳 in 東 서 Μ")
    for query in queries:
        assert found(run("search", query, "--format", "ids")) == ["a"], query


def test_text_is_searched_and_not_its_markup(write: Write, run: Run) -> None:
    write("m.md", body="Z&uuml;rich has **bold**ness, see [the map](https://walrus.example/otter).\n")
    write(
        "p.html",
        body='<div class="walrus"><p>caf&eacute; <b>un</b>real</p><script>var otter = 1</script><!-- otter --></div>',
    )
    assert found(run("search", "zürich OR boldness", "--format", "ids")) == ["m"]
    assert found(run("search", "café unreal", "--format", "ids")) == ["p"]
    assert found(run("search", "walrus OR otter OR uuml OR eacute OR div", "--format", "ids")) == []
    [row] = json.loads(run("search", "map", "--format", "json").stdout)["records"]
    assert row["snippet"] == "Zürich has boldness, see the map."
    assert [row["snippet"][start:end] for start, end in row["snippet_hits"]] == ["map"]


def test_a_field_query_for_the_body_has_the_text_that_show_has(write: Write, run: Run) -> None:
    write("a.md", body="{{< otter >}}\n\n**un**real [map](https://walrus.example)\n")
    write("b.mdx", body="import otter from './walrus';\n\n<Otter walrus={1} />\n")
    for query, expected in (("body:unreal", ["a"]), ("has:body", ["a"]), ("body:otter OR body:walrus", [])):
        assert found(run("list", "-q", query, "--format", "ids")) == expected
    assert run("show", "a").stdout.endswith("\n\nunreal map (https://walrus.example)\n")
    assert run("show", "b", "--field", "body").stdout.startswith("import otter")


def test_a_title_with_angle_brackets_is_found_and_front_matter_of_html_is_text(write: Write, run: Run) -> None:
    write("a.md", title="<Suspense> and Map<K, List<String>>", intro="<p class='walrus'>An <b>ot</b>ter</p>")
    for query in ("suspense", "string", "map list", "otter"):
        assert found(run("search", query, "--format", "ids")) == ["a"], query
    assert found(run("search", "walrus", "--format", "ids")) == []


def test_every_string_of_the_front_matter_is_found_after_the_other_fields(write: Write, run: Run) -> None:
    write("title.md", title="A walrus")
    write("body.md", body="One walrus.")
    write("other.md", sidebar={"notes": ["x", "the walrus again"]})
    write("address.md", hero="https://img.example/pictures/walrus.png?size=9")
    write("secured.md", secured="walrus;walrus", related=[{"title": "x", "webUrl": "https://walrus.example"}])
    assert found(run("search", "walrus", "--format", "ids")) == ["title", "body", "other", "address"]
    assert found(run("search", "pictures", "--format", "ids")) == []
    [row] = json.loads(run("search", '"walrus again"', "--format", "json").stdout)["records"]
    assert (row["snippet_field"], row["snippet"]) == ("other", "x the walrus again")


def test_fields_can_be_left_out_of_a_search(write: Write, run: Run, tmp_path: Path) -> None:
    write("a.md", title="A walrus", sidebar="An otter", body="A quokka.")
    assert found(run("search", "otter OR quokka OR walrus", "--format", "ids")) == ["a"]
    (tmp_path / "newscat.toml").write_text('search_exclude = ["sidebar", "body"]\n')
    assert found(run("search", "walrus", "--format", "ids")) == ["a"]
    assert found(run("search", "otter OR quokka", "--format", "ids")) == []
    (tmp_path / "newscat.toml").unlink()
    assert found(run("search", "otter quokka", "--format", "ids")) == ["a"]


def test_only_a_search_makes_and_changes_the_text_index_and_nothing_keeps_a_body(write: Write, run: Run) -> None:
    def tables() -> list[tuple[int, ...]]:
        [cache] = Path(os.environ["NEWSCAT_CACHE_DIR"]).glob("*.sqlite3")
        with closing(sqlite3.connect(cache)) as db:
            if not db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'fulltext'").fetchone():
                return []
            assert "sentence" not in " ".join(map(str, db.execute("SELECT * FROM contents").fetchall()))
            return db.execute("SELECT id FROM fulltext_docsize").fetchall()

    write("a.md", body="A whole sentence here.")
    write("b.md")
    run("list")
    run("validate")
    assert tables() == []
    run("search", "sentence")
    made = tables()
    assert len(made) == 2
    write("b.md", body="Another sentence.")
    run("list")
    run("validate")
    assert tables() == made
    assert sorted(found(run("search", "sentence", "--format", "ids"))) == ["a", "b"]
    assert len(tables()) == 2


def test_an_article_without_a_title_is_found_by_the_name_that_is_shown(write: Write, run: Run, tmp_path: Path) -> None:
    write("deck/Gute Übung.md", text="---\nx: 1\n---\n")
    write("deck/index.md", text="---\nx: 1\n---\n")
    write("index.md", text="---\nx: 1\n---\n")
    write("named.md", text="---\ntitle: Another\n---\n")
    columns = ("--columns", "id,title,snippet")
    assert run("search", "ubung", ".", *columns).stdout == (
        "id\ttitle\tsnippet\ndeck/Gute Übung\tdeck/Gute Übung\tGute Übung\n"
    )
    assert [found(run("search", word, ".", "--format", "ids")) for word in ("deck", "index", "named")] == [
        ["deck"],
        ["index"],
        [],
    ]
    (tmp_path / "deck").rename(tmp_path / "fleet")
    for options in (["--no-cache"], []):
        assert found(run("search", "deck OR fleet", ".", "--format", "ids", *options)) == ["fleet"]
