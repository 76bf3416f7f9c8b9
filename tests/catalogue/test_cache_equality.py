"""The cache never changes an answer: after whatever happens to the files, it gives what reading them all gives."""

# Names that are no UTF-8 stay texts here.
# ruff: noqa: PTH101, PTH102, PTH103, PTH104, PTH105, PTH108, PTH112, PTH113, PTH116, PTH118, PTH120, PTH123, PTH211

import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from conftest import valid, yaml_of
from newscat.files.paths import Selection, named
from newscat.index.load.checks import Checks
from newscat.index.reader import CatalogueReader
from newscat.index.source import Source
from newscat.output.rows import document
from newscat.query.query import query

FOLDERS = ("", "a", "a/b", "b c", "b c/d", "\udcff")
NAMES = ("one.md", "two.md", "three.x.txt", "four.html", "\udcfe.md", ".hidden.md")
WORDS = ("quokka", "power-apps", "the", "Élan", "日本語")

QUERIES: tuple[dict[str, Any], ...] = (
    {},
    {"sort": "path"},
    {"sort": "title,-quality", "limit": 3, "offset": 1},
    {"topic": "ai"},
    {"topic": ["AI", "ML"]},
    {"provider": "exam", "type": "article"},
    {"category": "news", "since": "2022", "published": True},
    {"text": "the"},
    {"text": "quokka", "topic": "AI"},
    {"text": "power-apps"},
    {"text": "qu*", "sort": "date"},
    {"text": "dup:url OR dup:title"},
    {"text": "is:invalid"},
    {"text": "-quality:>=50 (x OR has:topics)", "sort": "topics,-quality", "nulls": "first"},
    {"text": "人工", "tail": 2},
)
IDS = ("one", "tw", "https://www.example.com/two", "shared")


def answers(catalogue: CatalogueReader) -> dict[str, Any]:
    """All that a catalogue can be asked, as plain values."""
    shown = {}
    for filters in QUERIES:
        asked = query(**filters)
        found = (
            [document(match.record) | match._asdict() | {"record": None} for match in catalogue.search(asked)]
            if asked.has_words
            else [document(record) for record in catalogue.select(asked)]
        )
        shown[repr(filters)] = (catalogue.count(asked), found)
    return {
        "queries": shown,
        "found": {name: [record.path for record in catalogue.find(name)] for name in IDS},
        "bodies": [(record.path, record.body) for record in catalogue.select()],
        "findings": list(catalogue.findings()),
        "unlisted": list(catalogue.findings(unlisted=True)),
        "totals": catalogue.totals(),
    }


def article(title: str, topics: list[str], quality: int, *, wrong: bool, body: str, id: str | None) -> bytes:
    url = "https://www.example.com/" + (id or title)
    fields = valid("x") | {"title": title, "topics": topics, "quality": quality, "originalUrl": url, "webUrl": url}
    if id:
        fields["id"] = id
    if wrong:
        fields["qualty"] = "high"
        del fields["excerpt"]
    return f"---\n{yaml_of(fields)}---\n{body}".encode()


articles = st.builds(
    article,
    st.sampled_from(("one", "two", "The quokka", "Power-Apps")),
    st.lists(st.sampled_from(("AI", "ai", "ML", "日本語")), max_size=3),
    st.integers(0, 3),
    wrong=st.booleans(),
    body=st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
    id=st.sampled_from((None, None, "shared", "one")),
)
contents = articles | st.sampled_from((b"", b"no front matter\n", b"---\ntitle: [\n---\n", b"---\n- a\n---\n", b"\xff"))
ignores = st.sampled_from(("", "one.md\n", "*.txt\n", "b/\n", "*\n!two.md\n", "/a\n"))
selections = st.sampled_from(
    (
        Selection(),
        Selection(),
        Selection(ignore_files=False),
        Selection(follow=True),
        Selection(include=("*.md",)),
        Selection(exclude=("a/", "*.html")),
    )
)
checks = st.sampled_from(
    (Checks(), Checks(rules=True), Checks(rules=True), Checks(rules=True, known_fields=frozenset({"qualty"})))
)
folders = st.sampled_from(FOLDERS)
names = st.sampled_from(NAMES)


class Life(RuleBasedStateMachine):
    """A catalogue to which everything happens that happens to folders of files."""

    @initialize()
    def begin(self) -> None:
        self.place = tempfile.mkdtemp(prefix="newscat-life-")
        self.root = os.path.join(self.place, "root")
        self.cache = os.path.join(self.place, "cache")
        os.mkdir(self.root)
        self.selection = Selection()
        self.checks = Checks()

    def teardown(self) -> None:
        shutil.rmtree(self.place)

    def path(self, folder: str, name: str) -> str:
        return os.path.join(self.root, folder, name)

    def files(self) -> list[str]:
        found = (os.path.join(at, name) for at, _, names in os.walk(self.root) for name in names)
        return sorted(path for path in found if not path.endswith(".gitignore"))

    def catalogue(self, cache: str | None) -> CatalogueReader:
        return CatalogueReader(Source(named([self.root]), self.selection), checks=self.checks, cache=cache)

    @rule(folder=folders, name=names, data=contents)
    def write(self, folder: str, name: str, data: bytes) -> None:
        os.makedirs(os.path.join(self.root, folder), exist_ok=True)
        if os.path.lexists(self.path(folder, name)):
            os.unlink(self.path(folder, name))  # it may be a link or a pipe
        with open(self.path(folder, name), "wb") as stream:
            stream.write(data)

    @rule(data=st.data(), back=st.booleans())
    def edit_in_place_to_the_same_size(self, data: st.DataObject, back: bool) -> None:
        path = self.any_file(data)
        if path is None or not os.path.isfile(path):
            return
        status = os.stat(path)
        with open(path, "rb+") as stream:
            old = stream.read()
            stream.seek(0)
            stream.write(old.replace(b"quokka", b"wombat") if b"quokka" in old else old.replace(b"wombat", b"quokka"))
        if back:
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    @rule(data=st.data(), folder=folders, name=names)
    def rename(self, data: st.DataObject, folder: str, name: str) -> None:
        if (path := self.any_file(data)) and os.path.isdir(os.path.join(self.root, folder)):
            os.replace(path, self.path(folder, name))

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        if path := self.any_file(data):
            os.unlink(path)

    @rule(data=st.data(), mode=st.sampled_from((0o644, 0o000, 0o200)))
    def chmod(self, data: st.DataObject, mode: int) -> None:
        if (path := self.any_file(data)) and os.path.isfile(path):
            os.chmod(path, mode)

    @rule(data=st.data())
    def swap(self, data: st.DataObject) -> None:
        """Two files take each other's names."""
        one, other = self.any_file(data), self.any_file(data)
        if one and other and one != other:
            os.rename(one, one + "~")
            os.rename(other, one)
            os.rename(one + "~", other)

    @rule(folder=folders, name=names, kind=st.sampled_from(("pipe", "link", "nowhere")), data=st.data())
    def put_something_else(self, folder: str, name: str, kind: str, data: st.DataObject) -> None:
        path, target = self.path(folder, name), self.any_file(data)
        if target is None or not os.path.isdir(os.path.dirname(path)):
            return
        if os.path.lexists(path):
            os.unlink(path)
        if kind == "pipe":
            os.mkfifo(path)
        else:
            os.symlink(target if kind == "link" else "nowhere", path)

    @rule(folder=st.sampled_from(FOLDERS[1:]), to=st.sampled_from(("moved", "a/moved", "b c")))
    def move_a_folder(self, folder: str, to: str) -> None:
        one, other = os.path.join(self.root, folder), os.path.join(self.root, to)
        if one.startswith(other) or other.startswith(one):
            return
        if os.path.isdir(one) and os.path.isdir(os.path.dirname(other)):
            if os.path.isdir(other):
                shutil.rmtree(other)
            os.rename(one, other)

    @rule(folder=folders, text=ignores)
    def ignore(self, folder: str, text: str) -> None:
        if os.path.isdir(os.path.join(self.root, folder)):
            Path(self.path(folder, ".gitignore")).write_text(text)

    @rule(selection=selections)
    def select(self, selection: Selection) -> None:
        self.selection = selection

    @rule(checks=checks)
    def check(self, checks: Checks) -> None:
        self.checks = checks

    @rule()
    def let_time_pass(self) -> None:
        """Files become old enough to be trusted."""
        time.sleep(0.055)

    @rule()
    def only_refresh(self) -> None:
        self.catalogue(self.cache).refresh()

    @invariant()
    def the_cache_gives_what_the_files_give(self) -> None:
        cached, fresh = self.catalogue(self.cache), self.catalogue(None)
        assert answers(cached) == answers(fresh)
        assert cached.notes == []
        as_it_is = self.catalogue(self.cache)
        assert as_it_is.use_unrefreshed() is not None
        assert answers(as_it_is)["queries"] == answers(fresh)["queries"]

    def any_file(self, data: st.DataObject) -> str | None:
        files = self.files()
        return data.draw(st.sampled_from(files)) if files else None


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=7,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def test_scores_after_changes_are_those_of_a_new_index(tmp_path: Path) -> None:
    """The words of what is changed or gone count no more, in any field and script."""
    texts = [f"wombat {'quokka ' * (each % 7)}number{each % 50} 数据库{'库' * (each % 3)}" for each in range(400)]
    for number, text in enumerate(texts):
        title, body = (text, "a body") if number % 2 else ("A title", text)
        data = article(title, ["AI"], 50, wrong=False, body=body, id=f"one-{number}")
        Path(tmp_path, f"{number:03d}.md").write_bytes(data)
    source, cache = Source(named([str(tmp_path)]), Selection()), str(tmp_path / "cache")

    def scores(cache: str | None) -> list[list[tuple[str, float]]]:
        catalogue = CatalogueReader(source, checks=Checks(), cache=cache)
        asked = ("quokka", "数据库", "quokka OR number7 OR 库", '"wombat quokka"', "num*")
        return [[(match.record.id, match.score) for match in catalogue.search(query(text))] for text in asked]

    before = scores(cache)
    assert before == scores(None)
    for number in (3, 4, 399):
        Path(tmp_path, f"{number:03d}.md").unlink()
    Path(tmp_path, "010.md").write_bytes(article("quokka " * 9, [], 5, wrong=False, body="数据库 " * 50, id="one-10"))
    after = scores(cache)
    assert after == scores(None)
    assert after != before
