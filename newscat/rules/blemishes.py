"""What is wrong with the texts of an article: found in one pass; the rules of `text` put it into words.

Half of all real files have something here (an excerpt that is cut off, mostly) and half have nothing:
what nothing is wrong with costs 5 µs, by tests on all texts at once.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

Path = tuple[Any, ...]


class Blemish(NamedTuple):
    """`text` is the whole value at `path`, `start` to `end` what is wrong in it."""

    path: Path
    text: str
    start: int
    end: int

    @property
    def spot(self) -> str:
        return self.text[self.start : self.end]


Blemishes = dict[str, list[Blemish]]
Span = tuple[int, int]

ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});", re.ASCII)
SPACES = re.compile(r"(?<=\S) {2,}(?=\S)")
# Neither what joins letters (U+200C, U+200D) nor what directs Hebrew and Arabic (U+200E, U+200F): those
# are meant. Tab and line ends are white space, the carriage return has its own rule.
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
_ELLIPSIS = re.compile(r"(?:\.{3}|…|&hellip;|&#8230;)[\]\")'”’]*\s*\Z")

# UTF-8 that was read as Windows-1252: the characters that stand for continuation bytes. Without curly
# quotes and the ellipsis, which also end words in capitals: `MANHÔ`.
_REST = "\x80-\xbf€‚ƒ„†‡ˆ‰Š‹ŒŽ•–—˜™š›œžŸ"
_ANY_REST = _REST + "…‘’“”"
MOJIBAKE = re.compile(
    f"[ÂÃ][{_REST}]|â[€‚„†œ\x80\x82\x84\x86\x9c][{_ANY_REST}]|ðŸ[{_ANY_REST}]{{2}}|ï¿½|(?:[ÐÑ][{_ANY_REST}]){{3,}}|\ufffd"
)


def blemishes(fields: Mapping[Any, Any]) -> Blemishes:
    """By the name of the rule that tells of them."""
    found: Blemishes = {}
    texts = list(_texts(fields))
    # A character that prose does not have between them, so that the ends of each can be told.
    joined = f"`{'`'.join([text for _, text in texts])}`"
    for name, is_possible, span in _EVERYWHERE:
        if is_possible(joined):
            _collect(found, name, texts, span)
    own = list(_of(fields, (), _OWN))
    for path, text in own:
        _collect(found, "truncated-text", [(path, text)], _TRUNCATED[path[0]])
    _collect(found, "title-in-capitals", [pair for pair in own if pair[0] == ("title",)], _capitals)
    topics = fields.get("topics")
    if type(topics) is list and len(topics) > 1:
        _find_duplicates(found, topics)
    return found


def _texts(fields: Mapping[Any, Any]) -> Iterator[tuple[Path, str]]:
    """What people read: title, excerpt, topics and provider, and of related articles title and excerpt."""
    yield from _of(fields, (), _OWN)
    provider, topics, related = (fields.get(name) for name in ("provider", "topics", "related"))
    if type(provider) is dict:
        yield from _of(provider, ("provider",), ("name",))
    if type(topics) is list:
        yield from ((("topics", index), text) for index, text in enumerate(topics) if type(text) is str)
    if type(related) is list:
        for index, other in enumerate(related):
            if type(other) is dict:
                yield from _of(other, ("related", index), _OWN)


_OWN = ("title", "excerpt")


def _of(fields: Mapping[Any, Any], path: Path, names: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    for name in names:
        text = fields.get(name)
        if type(text) is str:
            yield (*path, name), text


def _collect(
    found: Blemishes, name: str, texts: Iterable[tuple[Path, str]], span: Callable[[str], Span | None]
) -> None:
    for path, text in texts:
        place = span(text)
        if place:
            found.setdefault(name, []).append(Blemish(path, text, *place))


def _first(pattern: re.Pattern[str], text: str) -> Span | None:
    match = pattern.search(text)
    return match.span() if match else None


def entities(text: str) -> list[re.Match[str]]:
    """Those that HTML knows: `&#8217;` and `&amp;`, but not the `&T;` of `AT&T;`."""
    from html.entities import html5  # 2,125 names, for the files that need them

    return [match for match in ENTITY.finditer(text) if match[0][1] == "#" or match[0][1:] in html5]


def _entity(text: str) -> Span | None:
    known = entities(text) if "&" in text else ()
    return known[0].span() if known else None


def _carriage_return(text: str) -> Span | None:
    index = text.find("\r")
    return (index, index + 1) if index >= 0 else None


def _surrounding(text: str) -> Span | None:
    bare = text.strip()
    if not bare or len(bare) == len(text):
        return None  # blank texts have a rule of their own
    start = len(text) - len(text.lstrip())
    # Line ends at the end are how a block scalar is written.
    if start:
        return 0, start
    return (len(bare), len(text)) if text.rstrip("\r\n") != bare else None


def _truncated(pattern: re.Pattern[str], text: str) -> Span | None:
    tail = text[-12:]
    return _first(pattern, text) if "." in tail or "…" in tail or tail.endswith(";") else None


# A title may end in dots on purpose; a blank before them is a machine's.
_TRUNCATED: dict[str, Callable[[str], Span | None]] = {
    "excerpt": partial(_truncated, _ELLIPSIS),
    "title": partial(_truncated, re.compile(rf"(?<=\s){_ELLIPSIS.pattern}")),
}


def _capitals(text: str) -> Span | None:
    """Two words and ten letters: `NASA` and `IBM AI FAQ` are no shouting."""
    is_shouted = text.isupper() and " " in text.strip() and sum(letter.isupper() for letter in text) >= 10
    return (0, len(text)) if is_shouted else None


def _find_duplicates(found: Blemishes, topics: list[Any]) -> None:
    seen: set[str] = set()
    for index, topic in enumerate(topics):
        if type(topic) is not str:
            continue
        folded = topic.strip().casefold()
        if folded in seen:
            found.setdefault("duplicate-topic", []).append(Blemish(("topics", index), topic, 0, len(topic)))
        seen.add(folded)


# Rule, a test of all texts at once that is never wrong about nothing, the exact one of each.
_EVERYWHERE: tuple[tuple[str, Callable[[str], bool], Callable[[str], Span | None]], ...] = (
    ("html-entity", lambda joined: "&" in joined and ";" in joined, _entity),
    ("carriage-return", lambda joined: "\r" in joined, _carriage_return),
    ("hidden-character", lambda joined: not joined.isprintable(), partial(_first, HIDDEN)),
    ("double-space", lambda joined: "  " in joined, partial(_first, SPACES)),
    (
        "surrounding-space",
        lambda joined: " `" in joined or "` " in joined or not joined.isprintable(),
        _surrounding,
    ),
    ("mojibake", lambda joined: not joined.isascii(), partial(_first, MOJIBAKE)),
)
