"""Promises about front matter, on generated text: it is read, or it is said where it is wrong."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from fuzz.targets import article
from newscat.article.frontmatter import FrontMatterError, parse

# Pieces that mean something to YAML, so that what is generated gets beyond the first character.
_PIECES = st.sampled_from(
    [
        *"[]{},:-?&*!|>'\"%@`#~\n\r\t \x00\x07\x7f\x85\u2028\ufeff\u202e0a",
        ": ", "- ", "? ", "\n  ", "\n- ", "a: ", "<<: ", "*a", "&a ", "!!str ", "!!bool ", "!x ", "---\n", "...\n",
        "+++\n", "2022-02-30", "12:30:45", ".nan", "0x", "1e999", "true", "null", "title: ", "topics: ", "related: ",
        "\\u", "\\ud800", "| \n", ">-\n", "\U0001f600", '"', "'",
    ]
)  # fmt: skip
_TEXT = st.lists(_PIECES | st.text(max_size=3), max_size=40).map("".join)
_FENCES = st.sampled_from(["---\n", "--- \n", "---\r\n", "---\r", "+++\n", "---", "\ufeff---\n", "----\n", ""])


@given(opening=_FENCES, source=_TEXT, closing=_FENCES | st.just("...\n"), body=st.text(max_size=20))
@settings(max_examples=300)
@example(opening="---\n", source="&a [*a]\n", closing="---\n", body="")
def test_any_text_between_any_fences(opening: str, source: str, closing: str, body: str) -> None:
    article(f"{opening}{source}{closing}{body}".encode("utf-8", "surrogatepass"))


@given(data=st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    article(data)


@given(data=st.binary(max_size=60))
def test_any_bytes_in_a_title(data: bytes) -> None:
    article(b"---\ntitle: " + data + b"\n---\n")


@given(source=_TEXT)
@settings(max_examples=200)
def test_json_in_front(source: str) -> None:
    article(('{"title": ' + source + "}").encode("utf-8", "surrogatepass"))


@given(source=st.text(alphabet=st.characters(codec="utf-8"), max_size=60).filter(lambda text: "\r" not in text))
def test_a_quoted_text_comes_back(source: str) -> None:
    import json

    data = ("---\ntitle: " + json.dumps(source) + "\n---\n").encode()
    try:
        front = parse(data)
    except FrontMatterError as error:
        # JSON writes what is beyond 16 bits as two escapes, of which YAML knows neither.
        assert error.fault.line == 2
        return
    assert front is not None
    assert front.fields["title"] == source
