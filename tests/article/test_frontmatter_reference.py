"""Fields and body equal python-frontmatter's, and yaml-rs and PyYAML agree: seeds, generated blocks, real files."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import frontmatter
import pytest
import yaml
from frontmatter.default_handlers import JSONHandler
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from newscat.article.frontmatter import parse
from newscat.article.frontmatter.handlers import TOMLHandler
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


def test_real_catalogues() -> None:
    if not PUBLIC.is_dir():
        pytest.skip("the public catalogues are not beside the project")
    paths = [path for path in sorted(PUBLIC.rglob("*")) if path.is_file()]
    assert paths
    for path in paths:
        data = path.read_bytes()
        if data.startswith(b"---"):
            agrees(data)


# --- generated blocks that YAML 1.1 and 1.2 read alike ----------------------------------------------------------------

# 1.1 reads these as booleans or as `=`; 1.2 as text.
ONLY_11 = {"y", "n", "yes", "no", "on", "off"}

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
