"""`--template`: what it prints, and what it refuses."""

import io
from typing import Any

import pytest

from newscat.errors import UsageError
from newscat.output.formats.template import Template
from newscat.output.rows import Rows
from newscat.output.terminal.screen import Screen, cells

ONE: dict[str, Any] = {
    "id": "one",
    "path": "x/one.md",
    "title": "One {title}",
    "published_at": "2022-03-23T20:13:00Z",
    "published": True,
    "quality": 59,
    "heat": None,
    "score": -7.512345,
    "topics": ["AI", "Computer Vision"],
    "urls": {"original": "https://a.example/"},
    "provider": {"name": "A", "domain": None},
    "images": [{"url": "u", "width": 640}, {"url": "v", "width": 320}],
    "related": [{"published_at": "2022-03-01T00:00:00Z"}, {"published_at": None}],
    "fields": {
        "price": 1234.5,
        "free": "free",
        "length": 12,
        "day": "2022-04-05",
        "days": ["2022-04-05", "soon"],
        "long": 10**400,
        "map": {"a": [1, None]},
        "ugly": "tab\there\nline \x1b[31m\u202e",
    },
}


def line(template: str, **more: Any) -> str:
    return Template.of(template).line(ONE | more)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{id}", "one"),
        ("{published_at:%Y-%m-%d} {title} — {provider.name}", "2022-03-23 One {title} — A"),
        ("{date:%H:%M}", "20:13"),
        ("{date:%-d %B %Y %%}", "23 March 2022 %"),
        ("{date}", "2022-03-23T20:13:00Z"),
        ("{date:.10}", "2022-03-23"),
        ("{{{id}}}", "{one}"),
        ("{{}} {id}", "{} one"),
        (r"{id}\t{quality}\n", "one\t59\n"),
        (r"{id}\\n\d", r"one\n\d"),
        ("{quality:05}|{quality:>4}|{quality:<4}|{quality:+d}|{quality:.1f}", "00059|  59|59  |+59|59.0"),
        ("{quality:x}|{quality:#b}|{quality:%}|{quality:e}", "3b|0b111011|5900.000000%|5.900000e+01"),
        ("{quality:4}|{id:5}|{id:*^7}|{id:.2}|{id:>5.2s}", "  59|one  |**one**|on|   on"),
        ("{quality:=+5}", "+  59"),
        ("{score:.2f} {score:.2}", "-7.51 -7.5"),
        ("{heat}|{heat:3}|{heat:d}|{domain}|{nothing}|{date:%Y}", "|   ||||2022"),
        ("{published} {published:>6}", "true   true"),
        ("{topics} {images.width} {provider.domain}.", "AI, Computer Vision 640, 320 ."),
        ("{related.published_at:%d %b}", "01 Mar"),
        ("{url} {fields.price} {price:,.2f} {price:d}", "https://a.example/ 1234.5 1,234.50 1234.5"),
        ("{free:.2f}|{free:>6d}|{length:.2f}|{map}", 'free|  free|12.00|{"a": [1, null]}'),
        ("{day:%d.%m.} {days:%d.%m.} {free:%d} {length:%d}", "05.04. 05.04., soon free 12"),
        ("{length:.1}", "12"),  # a number is never cut in two
        ("{ugly}", r"tab\there\nline \x1b[31m\u202e"),
        ("\x1b[1m{id}", r"\x1b[1mone"),
        ("{fields.missing.deep}", ""),
    ],
)
def test_a_record_is_a_line(template: str, expected: str) -> None:
    assert line(template) == expected


def test_a_number_that_no_float_holds_is_printed_whole() -> None:
    assert line("{long:.2f}") == str(10**400)


def test_a_value_is_no_template() -> None:
    assert line("{title}{id}", title="{id} {{ %Y") == "{id} {{ %Yone"


def test_a_year_before_1000_has_its_date() -> None:
    assert line("{date:%d.%m.}", published_at="0999-03-04T00:00:00Z") == "04.03."


@pytest.mark.parametrize(
    ("template", "at", "reason"),
    [
        ("a {titel} b", 3, "unknown column 'titel' (did you mean 'title'?); use fields.titel for a field of the file"),
        ("{provider.nam}", 1, "unknown column 'provider.nam' (did you mean 'provider.name'?); use "),
        ("{id", 0, "this brace is not closed; to print one, write {{"),
        ("{id} {", 5, "this brace is not closed; to print one, write {{"),
        ("{id}}", 4, "nothing opens this brace; to print one, write }}"),
        ("}{id}", 0, "nothing opens this brace; to print one, write }}"),
        ("{}", 1, "a field's name is missing here"),
        ("{:>10}", 1, "a field's name is missing here"),
        ("{title.__class__!r}", 16, "a field is a name alone, such as title or provider.name"),
        ("{title[0]}", 6, "a field is a name alone, such as title or provider.name"),
        ("{id()}", 3, "a field is a name alone, such as title or provider.name"),
        ("{ id}", 1, "a field is a name alone, such as title or provider.name"),
        ("{a..b}", 1, "'a..b' is not a column; use a name such as title or provider.name"),
        ("{full}", 1, "'full' means several columns; name one of them"),
        ("{id:{width}}", 4, "a brace within a field"),
        ("{id:>>>}", 4, "'>>>' is not a format; write e.g. >10, .2f or %Y-%m-%d"),
        ("{quality:,x}", 9, "',x' is not a format: cannot specify ',' with 'x'."),
        ("{quality:99999}", 9, "'99999' is not a format; write e.g. >10, .2f or %Y-%m-%d"),
        ("{quality:%Y}", 9, "'%Y' formats dates, but this field is not a date"),
        ("{title:%Y}", 7, "'%Y' formats dates, but this field is not a date"),
        ("{title:d}", 7, "'d' formats numbers, but this field is not a number"),
        ("{date:.2f}", 6, "'.2f' formats numbers, but this field is not a number"),
        ("{date:%s}", 6, "'%s' is not a format; write e.g. >10, .2f or %Y-%m-%d"),
        ("{date:%Q}", 6, "'%Q' is not a format; write e.g. >10, .2f or %Y-%m-%d"),
        ("{date:%Y\x1b}", 6, "'%Y\\x1b' is not a format; write e.g. >10, .2f or %Y-%m-%d"),
        ("日本 {titel}", 6, "unknown column 'titel' (did you mean 'title'?); use fields.titel for a field of the file"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(template: str, at: int, reason: str) -> None:
    with pytest.raises(UsageError) as raised:
        Template.of(template)
    said, shown, caret = str(raised.value).split("\n")
    assert said.startswith(reason)
    assert shown == "  " + template.replace("\x1b", "\\x1b")
    assert caret == " " * (2 + at) + "^"


@pytest.mark.parametrize("template", ["", "no field", "{{id}}"])
def test_a_template_without_a_field_would_print_the_same_line_again_and_again(template: str) -> None:
    with pytest.raises(UsageError, match="the template has no field"):
        Template.of(template)


def test_each_record_ends_its_line() -> None:
    out = io.StringIO()
    template = Template.of("{id}")
    template.render(Rows(template.columns, iter([ONE, ONE]), 2, 2), out, Screen())
    assert out.getvalue() == "one\none\n"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [("<8", "日本語  |"), (">8", "  日本語|"), ("^8", " 日本語 |"), ("*<8", "日本語**|"), ("4", "日本語|")],
)
def test_a_width_is_in_cells_of_a_terminal(spec: str, expected: str) -> None:
    assert Template.of(f"{{title:{spec}}}|").line({"title": "日本語"}) == expected


@pytest.mark.parametrize(
    ("title", "width", "kept"),
    [
        ("日本語", 4, "日本"),
        ("日本語", 3, "日"),
        ("e\u0301te\u0301", 1, "e\u0301"),
        ("👨\u200d👩\u200d👧!", 2, "👨\u200d👩\u200d👧"),
        ("👨\u200d👩\u200d👧!", 1, ""),
        ("👍🏽!", 2, "👍🏽"),
        ("🇩🇪🇫🇷", 3, "🇩🇪"),
        ("각", 2, "각"),
    ],
)
def test_a_string_is_cut_by_cells_and_never_within_a_character(title: str, width: int, kept: str) -> None:
    assert Template.of(f"{{title:.{width}}}|").line({"title": title}) == f"{kept}|"
    assert (
        Template.of(f"{{title:<{width}.{width}}}|").line({"title": title}) == kept + " " * (width - cells(kept)) + "|"
    )
