"""The gates before yaml-rs are substring searches; here they are held to an exact judgement by PyYAML's events."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from newscat.article.frontmatter import FrontMatter, FrontMatterError, parse
from newscat.article.frontmatter.yaml.load import _USUAL, _wants_outline

CORE = {"!", *(f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str", "null", "bool", "int", "float"))}


def read(source: str) -> FrontMatter | str:
    """What `parse` makes of this text between fences: front matter, or the name of the fault."""
    try:
        front = parse(f"---\n{source}\n---\n".encode())
    except FrontMatterError as error:
        return error.fault.name
    assert front is not None
    return front


# --- the exact judgement ----------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Seen:
    """One collection or scalar, aliases replaced by what they name."""

    kind: str
    text: str = ""
    plain: bool = False
    children: list["Seen"] = field(default_factory=list)


@dataclass
class Judgement:
    """What an exact look finds in YAML text."""

    faults: set[str] = field(default_factory=set)
    merges: int = 0


def judged(source: str) -> Judgement | None:
    """The exact judgement; None where PyYAML cannot read the text, or it is no single document."""
    try:
        events = list(yaml.parse(source, Loader=yaml.SafeLoader))
    except yaml.YAMLError:
        return None
    if sum(isinstance(event, yaml.DocumentStartEvent) for event in events) != 1:
        return None
    judgement = Judgement()
    top = _tree(events, judgement)
    if top is None or "alias-cycle" in judgement.faults:
        return judgement if top else None
    if _depth(top) - 1 > 100:
        judgement.faults.add("too-deep")
        return judgement
    for node in _all(top):
        if node.kind == "map":
            _judge_keys(node, judgement)
    return judgement


def _tree(events: list[Any], judgement: Judgement) -> Seen | None:
    """A list around the root; None where an alias has no anchor. Ends at an alias inside its own anchor."""
    anchors: dict[str, Seen] = {}
    top = Seen("seq")
    open_nodes = [top]
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            target = anchors.get(event.anchor)
            if target is None:
                return None
            if target in open_nodes:
                judgement.faults.add("alias-cycle")
                return top
            open_nodes[-1].children.append(target)
        elif isinstance(event, yaml.NodeEvent):
            node = _node(event, judgement)
            open_nodes[-1].children.append(node)
            anchors[event.anchor] = node
            open_nodes += [node] if node.kind != "scalar" else []
        elif isinstance(event, yaml.CollectionEndEvent):
            open_nodes.pop()
    return top


def _node(event: Any, judgement: Judgement) -> Seen:
    if event.tag is not None and event.tag not in CORE:
        judgement.faults.add("foreign-tag")
    return Seen(_kind(event), getattr(event, "value", ""), not getattr(event, "style", None) and not event.tag)


def _kind(event: Any) -> str:
    return {yaml.MappingStartEvent: "map", yaml.SequenceStartEvent: "seq"}.get(type(event), "scalar")


def _depth(node: Seen) -> int:
    return (node.kind != "scalar") + max(map(_depth, node.children), default=0)


def _all(node: Seen) -> Iterator[Seen]:
    seen = {}
    stack = [node]
    while stack:
        one = stack.pop()
        if id(one) not in seen:
            seen[id(one)] = one
            stack += one.children
    return iter(seen.values())


def _judge_keys(node: Seen, judgement: Judgement) -> None:
    for key, value in zip(node.children[::2], node.children[1::2], strict=True):
        if key.kind != "scalar":
            judgement.faults.add("complex-key")
        elif key.plain and key.text == "<<":
            judgement.merges += 1
            merged = [value] if value.kind == "map" else value.children
            if not merged or any(each.kind != "map" for each in merged):
                judgement.faults.add("invalid-merge")


JUDGED_EXACTLY = {"foreign-tag", "alias-cycle", "complex-key", "invalid-merge", "too-deep"}


def assert_judged_alike(source: str) -> None:
    """No fault slips through to a result, and none is found where there is none."""
    found, exact = read(source), judged(source)
    if isinstance(found, FrontMatter):
        if exact is not None:
            assert not exact.faults
            assert sum(fault.name == "merge-key" for fault in found.faults) == exact.merges
        assert all(isinstance(key, (str, int, float, type(None))) for key in _keys(found.fields)), found.fields
    elif found in JUDGED_EXACTLY and exact is not None:
        # Where the exact look ends early, it may not have come to this one.
        assert found in exact.faults or exact.faults & {"alias-cycle", "too-deep"}


def _keys(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(each)


# --- text that may hold anything --------------------------------------------------------------------------------------

TOKENS = (
    "a", "b", "c: ", "d:", "'q'", '"q"', '"k":', "'k':", "[", "]", "{", "}", "[]", "{}", ",", ", ", ": ", ":", "? ",
    "?", "?\n", "- ", "-\n", "\n", "\n", "\n  ", "\n    ", "\r", "\r\n", " ", "  ", "&x ", "&y ", "*x", "*y",
    "*x :", "&*z ", "**z", "!foo ", "!!str ", "!!int ", "!!set ", "!!binary ", "! ", "!<x> ",
    "!<tag:yaml.org,2002:str> ", "%TAG !! tag:x:\n", "%YAML 1.2\n", "--- ", "--- # c\n", "<<: ", "<<", "'<<': ",
    "|\n", ">\n", "# c", " # c\n", "1", "true", "~", "\t",
)  # fmt: skip

soup = st.lists(st.sampled_from(TOKENS), min_size=1, max_size=25).map("".join)


@given(soup)
@example('{"a":!foo x}')
@example('a: &x [1,"b":*x]')
@example("a: &x {'b':*x}")
@example("a: {[b], c: 1}")
@example("a: {{b: 1}, c}")
@example("?\r- a\r: 1\r")
@example("a: &*x [**x]")
@example("a: 1\n--- # c\n!foo b")
@example("%TAG !! tag:x:\n--- # c\na: !!int 5")
def test_no_text_slips_through_the_gates(source: str) -> None:
    assert_judged_alike(source)


# --- well-formed text, with everything the gates look for -------------------------------------------------------------

scalars = st.sampled_from(
    ["a", "b c", "1", "'x: y'", '"[z"', "a!b", "a*b & c", "what? yes", "x - y - z - w", "", "<<b"]
)
properties = st.sampled_from(["", "", "", "", "&x ", "&y ", "!foo ", "!!str ", "!!map ", "&x !foo ", "! "])
simple_keys = st.sampled_from(
    ["a: ", "b: ", "<<: ", "'<<': ", '"c":', "'d':", "*x : ", "? e\n: ", "a b: ", "[f]: ", "{g: h}: "]
)


def _flow(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.builds("{}{}".format, simple_keys, children) | children
    return st.builds(
        "{0}{1[0]}{2}{1[1]}".format,
        properties,
        st.sampled_from(["[]", "{}"]),
        st.lists(pairs, max_size=3).map(", ".join) | st.lists(pairs, max_size=3).map(",".join),
    )


flow = st.recursive(st.builds("{}{}".format, properties, scalars) | st.sampled_from(["*x", "*y"]), _flow, max_leaves=8)


def _block(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def indented(text: str, by: int) -> str:
        return text.replace("\n", "\n" + " " * by)

    maps = st.lists(
        st.builds(
            lambda key, value, by: f"{key}\n{' ' * by}{indented(value, by)}", simple_keys, children, st.integers(1, 4)
        )
        | st.builds("{}{}".format, simple_keys, flow),
        min_size=1,
        max_size=3,
    ).map("\n".join)
    lists = st.lists(children.map(lambda value: f"- {indented(value, 2)}"), min_size=1, max_size=3).map("\n".join)
    keys = children.map(lambda value: f"? {indented(value, 2)}\n: x")
    return maps | lists | keys


blocks = st.recursive(flow, _block, max_leaves=10)


@given(blocks, st.sampled_from(["\n", "\r\n", "\r"]))
def test_tags_aliases_merges_and_keys_are_judged_exactly(source: str, line_end: str) -> None:
    assert_judged_alike(f"title: &y x\n{source}".replace("\n", line_end))
    assert_judged_alike(source.replace("\n", line_end))


# --- depth ------------------------------------------------------------------------------------------------------------

STEPS = ("key", "key", "indentless", "dash", "wide dash", "dash below", "question", "question below", "colon")


def nested(steps: list[str], brackets: list[str]) -> str:
    """YAML text whose collections stand inside each other as `steps`, then `brackets`, say."""
    text, column = "", 0
    for step in steps:
        more, column = {
            "key": (f"k:\n{' ' * (column + 1)}", column + 1),
            "indentless": (f"k:\n{' ' * column}- ", column + 2),
            "dash": ("- ", column + 2),
            "wide dash": ("-   ", column + 4),
            "dash below": (f"-\n{' ' * (column + 1)}", column + 1),
            "question": ("? ", column + 2),
            "question below": (f"?\n{' ' * (column + 1)}", column + 1),
            "colon": (": ", column + 2),
        }[step]
        text += more
    opened = "".join(brackets)
    return text + opened + "x" + "".join("]" if each[0] == "[" else "}" for each in reversed(brackets))


@given(
    st.integers(0, 140).flatmap(lambda size: st.lists(st.sampled_from(STEPS), min_size=size, max_size=size)),
    st.integers(0, 140).flatmap(
        lambda size: st.lists(st.sampled_from(["[", "{a: ", "[a: "]), min_size=size, max_size=size)
    ),
)
@example(["colon"] * 101, [])
@example(["dash", "colon"] * 51, [])
@example([], ["{a: "] * 101)
@example(["indentless"] * 13, ["["] * 20 + ["{a: "] * 20)
def test_depth_over_100_is_refused_and_less_is_not(steps: list[str], brackets: list[str]) -> None:
    source = "k:\n " + nested(steps, brackets).replace("\n", "\n ")
    exact = judged(source)
    if exact is None:
        return
    found = read(source)
    if "too-deep" in exact.faults:
        assert found == "too-deep"
    else:
        assert found != "too-deep"


@given(st.integers(2, 110), st.sampled_from(["[*a{}]", "{{x: *a{}}}", "[[*a{}]]", "{{x: [*a{}], y: z}}"]))
@example(100, "[*a{}]")
def test_depth_is_counted_through_aliases(length: int, form: str) -> None:
    lines = ["l0: &a0 x"]
    lines += [f"l{number}: &a{number} {form.format(number - 1)}" for number in range(1, length)]
    source = "\n".join(lines)
    exact = judged(source)
    assert exact is not None
    if "too-deep" in exact.faults:
        assert read(source) == "too-deep"
    else:
        assert isinstance(read(source), FrontMatter)


# --- ordinary text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "title: One",
        'title: "What? [video] {a} *b* & c! <x>"',
        "title: What? Nothing - or - all:a:b c:d",
        "title: Tom & Jerry **now** 2!",
        "topics: []",
        "related: [{title: One}, {title: Two}]",
        "url: https://example.org/a?b=c&d=*",
        "when: 2022-03-23T20:13:00Z",
        "text: |\n  - a\n  - b\n  ? c",
        "text: >\n  - a - b",
    ],
)
def test_ordinary_text_is_never_refused(line: str) -> None:
    found = read(line)
    assert isinstance(found, FrontMatter)
    assert found.faults == ()


def test_the_usual_file_needs_no_outline() -> None:
    """PyYAML's events take a millisecond, the gates 5 µs."""
    source = (
        'title: "One: *two* & three! [x]"\ntopics:\n  - AI\n  - ML\nprovider:\n  name: Example\nimages:\n  - url: x\n'
    )
    data = (source * 20).encode()
    assert not _wants_outline(source * 20, data, data.translate(None, _USUAL))
