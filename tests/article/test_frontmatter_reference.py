"""Fields and body equal python-frontmatter's, and yaml-rs and PyYAML agree: seeds, generated blocks, real files."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import frontmatter
import pytest
import yaml
from frontmatter.default_handlers import JSONHandler
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from newscat.article.frontmatter import FrontMatter, FrontMatterError, parse
from newscat.article.frontmatter.handlers import TOMLHandler
from newscat.rules.engine import rules
from terminal import ROOT

SEEDS = sorted((ROOT / "seeds").iterdir())
PUBLIC = ROOT.parent / "shared" / "catalogues"


def agrees(data: bytes) -> None:
    """newscat reads the same fields and, but for blanks around it, the same body as the reference."""
    front = parse(data)
    assert front is not None
    post = frontmatter.loads(data.decode())
    assert front.fields == post.metadata
    assert front.body.replace("\r\n", "\n").strip() == post.content  # it reads CRLF as LF
    assert yaml.safe_load(front.source) == front.fields


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_the_seeds(path: Path) -> None:
    agrees(path.read_bytes())


# --- real catalogues: whatever lies there, also what only one of the two reads, or none -------------------------------

# 1.1 reads these as booleans, 1.2 as text.
ONLY_11 = {"y", "n", "yes", "no", "on", "off"}
# What is a number for one of the two and text for the other: `1e3`, `0o17`, `12:30:45`, `1_000`, `0b1`.
NUMBER = re.compile(r"[-+.\d][\d_.:eExXoObBa-fA-F+-]*|[-+]?\.(inf|nan)", re.IGNORECASE)
UNREADABLE = {one.name for one in rules() if one.code.startswith("NC0")}


def same_value(ours: Any, theirs: Any) -> bool:
    """Equal, or read otherwise by YAML 1.1 than by 1.2 and for a reason that is known."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return same_value([*map(list, ours.items())], [*map(list, theirs.items())])
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same_value, ours, theirs))
    if type(ours) is type(theirs) is int and ours != theirs:
        return any(re.fullmatch("[0-7]+", str(n)) and int(str(n), 8) == m for n, m in ((ours, theirs), (theirs, ours)))
    if isinstance(ours, str) is isinstance(theirs, str):
        return bool(ours == theirs) or str(ours) == str(theirs) == "nan"
    text, value = (ours, theirs) if isinstance(ours, str) else (theirs, ours)
    if isinstance(value, bool):
        return text.lower() in ONLY_11
    if isinstance(value, date):  # 2013-05-1, 2015-02-24 11:00: one of the two asks for more digits or seconds
        return re.match(rf"0*{value.year}-0?{value.month}-0?{value.day}(?!\d)", text) is not None
    return isinstance(value, (int, float)) and NUMBER.fullmatch(text) is not None


def by_newscat(data: bytes) -> tuple[str, FrontMatter | None]:
    """What becomes of it, in a word or with the name of its fault, which has a rule and a place in the file."""
    try:
        front = parse(data)
    except FrontMatterError as error:
        fault = error.fault
        assert fault.name in UNREADABLE
        assert fault.message
        assert 1 <= fault.line <= len(data.splitlines()) + 1
        assert fault.column >= 1
        return f"refused: {fault.name}", None
    return ("read", front) if front and front.fields else ("nothing", None)


def by_reference(data: bytes) -> tuple[str, tuple[dict[Any, Any], str] | None]:
    """The same of python-frontmatter; PyYAML lets a few errors of Python's own through."""
    try:
        fields, body = frontmatter.parse(data.decode())
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        return f"refused: {type(error).__name__}", None
    return ("read", (fields, body)) if fields else ("nothing", None)


def difference(data: bytes) -> tuple[str, str, str]:
    """What becomes of a file with newscat, with the reference, and what is not as it should be."""
    ours, front = by_newscat(data)
    theirs, post = by_reference(data)
    if front and front.format != "yaml":
        return ours, "another format", ""
    if front and post:
        # It reads CRLF as LF, and blanks around the body are not its.
        body = front.body.replace("\r\n", "\n").strip()
        wrong = "" if body == post[1] else "body"
        return ours, theirs, wrong if same_value(front.fields, post[0]) else "fields"
    # To refuse what the other one reads takes a named fault or an error; to see nothing there would lose an article.
    lost = {ours, theirs} == {"read", "nothing"}
    return ours, theirs, "lost" if lost else ""


def test_real_catalogues() -> None:
    """Both read alike what both read; the rest has a named fault. Run with `-rP` to see what became of how many."""
    if not PUBLIC.is_dir():
        pytest.skip("the public catalogues are not beside the project")
    seen: Counter[tuple[str, str]] = Counter()
    surprises = []
    for path in sorted(PUBLIC.rglob("*")):
        if path.is_file():
            ours, theirs, wrong = difference(path.read_bytes())
            seen[ours, theirs] += 1
            surprises += [(str(path.relative_to(PUBLIC)), ours, theirs, wrong)] if wrong else []
    for (ours, theirs), count in seen.most_common():
        print(f"{count:6} newscat: {ours}; python-frontmatter: {theirs}")
    assert surprises == []
    # Were nearly all refused, all of that would hold, too.
    assert seen["read", "read"] > 0.9 * sum(count for each, count in seen.items() if "read" in each) > 0


@pytest.mark.parametrize(
    "written",
    [
        "a: 017\nb: 1e3\nc: 0o17\nd: 12:30:45\ne: 1_000",
        "a: yes\nOff: [n, {'on': y}]",
        "a: 2013-05-1 16:30:00 -06:00\nb: 2015-02-24 11:00",
    ],
)
def test_what_the_versions_of_yaml_read_otherwise_is_known(written: str) -> None:
    data = f"---\n{written}\n---\n".encode()
    front, post = by_newscat(data)[1], by_reference(data)[1]
    assert front
    assert post
    assert front.fields != post[0]
    assert difference(data) == ("read", "read", "")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("a text", "another"),
        ("maybe", True),
        ("2013-05-11", date(2013, 5, 1)),
        ("one", 1),
        (17, 18),
        (None, ""),
        ([1], [1, 2]),
        ({"a": {"b": 1}}, {"a": {"b": 2}}),
        ({"a": 1}, {"b": 1}),
    ],
)
def test_every_other_difference_would_be_told(ours: Any, theirs: Any) -> None:
    assert not same_value(ours, theirs)
    assert not same_value(theirs, ours)


# --- generated blocks that YAML 1.1 and 1.2 read alike ----------------------------------------------------------------

# A letter first: `1e3`, `0o17`, `12:30:45`, `017`, `1_000` and short dates are what the two read differently.
letters = st.characters(categories=["Lu", "Ll", "Lo"], max_codepoint=0x2FF)
# NEL, LS and PS end a line in 1.1 only.
others = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cn", "Co"], exclude_characters="\ufeff")
texts = st.builds(
    str.__add__, letters, st.text(others | st.sampled_from(":#-?'\"[]{},&*!|>%@` \n\\"), max_size=25)
).filter(lambda text: text.lower() not in ONLY_11)
moments = st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.none() | st.just(UTC))  # noqa: DTZ001
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | texts
    | st.dates(min_value=datetime(1000, 1, 1, tzinfo=UTC).date())
    | moments
)
trees = st.recursive(
    scalars, lambda below: st.lists(below, max_size=3) | st.dictionaries(texts, below, max_size=3), max_leaves=12
)
styles = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([None, True, False]),
        "width": st.sampled_from([20, 80, 10_000]),
        "indent": st.integers(2, 6),
        "allow_unicode": st.booleans(),
        "sort_keys": st.booleans(),
    }
)
line_ends = st.sampled_from(["\n", "\r\n", "\r"])
bodies = st.sampled_from(["", "\n", "text", "\ntext\n\n", "  text  \n", "\n# Title\n\n* * *\n"])


class Unshared(yaml.SafeDumper):
    """Writes a value that stands twice twice."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def readable(block: str, fields: dict[str, Any]) -> bool:
    """PyYAML writes `!!timestamp` before moments inside brackets, and some wrapped texts wrongly."""
    return "!!timestamp" not in block and bool(yaml.safe_load(block) == fields)


@settings(max_examples=60)
@given(st.dictionaries(texts, trees, min_size=1, max_size=5), styles, bodies, st.sampled_from(["---", "..."]))
def test_generated_yaml(fields: dict[str, Any], style: dict[str, Any], body: str, fence: str) -> None:
    block = yaml.dump(fields, Dumper=Unshared, **style)
    assume(readable(block, fields))
    front = parse(f"---\n{block}{fence}\n{body}".encode())
    assert front is not None
    assert (front.fields, front.body, front.faults) == (fields, body, ())
    if fence == "---":
        agrees(f"---\n{block}---\n{body}".encode())


@settings(max_examples=40)
@given(st.dictionaries(texts.filter(lambda text: "\n" not in text), scalars, min_size=1), styles, line_ends)
def test_generated_yaml_with_any_line_end(fields: dict[str, Any], style: dict[str, Any], line_end: str) -> None:
    block = yaml.dump(fields, Dumper=Unshared, **style | {"width": 10_000})
    assume(readable(block, fields))
    text = f"---\n{block}---\nbody\n".replace("\n", line_end)
    if any(isinstance(value, str) and "\n" in value for value in fields.values()):
        text = text.replace(line_end, "\n")
    front = parse(text.encode())
    assert front is not None
    assert (front.fields, front.body.strip()) == (fields, "body")


# What people write by hand, and PyYAML's dumper does not.
HAND = st.lists(
    st.sampled_from(
        [
            "title: One",
            'title: "A \\"quoted\\" text, with: a colon # and a hash"',
            "excerpt: >-\n  folded\n  text\n\n  of two",
            "text: |\n  literal\n    text\n",
            "when: 2022-03-23T20:13:00Z",
            "day: 2022-03-23",
            "topics:\n- AI\n- ML # the list is not indented",
            "provider: {name: WBUR, domain: wbur.org}",
            "nothing:",
            "tilde: ~",
            "images:\n  - url: 'https://example.org/a?b=c&d=*e#f'\n    width: 1700\n  -\n    url: b",
            "# a comment",
            "",
            "number: -12",
            "float: 1.5",
            "'quoted key': true",
            "multi: first\n  second\n  third",
            "nested: [[1, 2], {a: [b, c]}]",
            "base: &base {a: 1}\nagain: *base",
        ]
    ),
    min_size=1,
    unique=True,
).filter(lambda lines: any(":" in line for line in lines))


@given(HAND, bodies, st.sampled_from(["\n", "\r\n"]))
def test_what_people_write(lines: list[str], body: str, line_end: str) -> None:
    agrees("\n".join(["---", *lines, "---", body]).replace("\n", line_end).encode())


@given(
    st.dictionaries(
        texts,
        st.none() | st.booleans() | st.integers() | texts | st.lists(texts, max_size=3),
        min_size=1,
    ),
    bodies,
)
def test_generated_json(fields: dict[str, Any], body: str) -> None:
    post = frontmatter.Post(body)
    post.metadata = fields
    text = frontmatter.dumps(post, handler=JSONHandler())
    front = parse(text.encode())
    post = frontmatter.loads(text, handler=JSONHandler())
    assert front is not None
    assert (front.fields, front.body.strip()) == (post.metadata, post.content)


def test_toml_through_python_frontmatter() -> None:
    text = "+++\ntitle = 'One'\ntopics = ['AI']\n[provider]\nname = 'WBUR'\n+++\n\nThe body.\n"
    front = parse(text.encode())
    post = frontmatter.loads(text, handler=TOMLHandler())
    assert front is not None
    assert (front.fields, front.body.strip()) == (post.metadata, post.content)
