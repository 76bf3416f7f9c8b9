"""What `show` prints."""

import io
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from newscat.article.record import Record
from newscat.errors import UsageError
from newscat.output.article import field, show, show_json, show_yaml
from newscat.output.rows import document
from newscat.output.terminal.screen import Screen

SECRET = "AAAAAAAAAAAAAAAAAAAAAA==;AAAAAAAAAAAAAAAAAAAAAA=="
FIELDS: dict[Any, Any] = {
    "category": "news",
    "title": "Debating the role of [facial] recognition technology in Mass., and of other technologies elsewhere",
    "excerpt": "The Commonwealth is rethinking use of facial recognition technology in law enforcement. Right now.",
    "publishedDateTime": datetime(2022, 3, 23, 20, 13, tzinfo=UTC),
    "originalUrl": "https://a.example/a/very/long/address/which/must/not/be/cut/because/it/would/not/lead/then",
    "webUrl": "https://a.example/a/very/long/address/which/must/not/be/cut/because/it/would/not/lead/then",
    "ampWebUrl": "https://amp.a.example/1",
    "type": "article",
    "quality": 59,
    "heat": "hot",
    "published": True,
    "provider": {"name": "WBUR", "domain": "wbur.org", "logo": "w.png"},
    "topics": ["Computer Vision", "AI"],
    "images": [{"url": "https://a.example/p.png", "width": 1700, "height": 1133}],
    "related": [
        {
            "title": "NCJTC and Biometrica partner on facial recognition training for law enforcement",
            "webUrl": "https://b.example/2",
            "provider": {"name": "Biometric Companies", "domain": "b.example"},
            "publishedDateTime": datetime(2022, 3, 23, 22, 42, tzinfo=UTC),
        },
        {"title": "Other"},
    ],
    "price": "free",
    "ratings": {"average": 4.5, "votes": [1, 2]},
    7: None,
    8: True,
    "secured": SECRET,
}
RECORD = Record("seeds/one.md", FIELDS)


def shown(record: Record, screen: Screen = Screen(), **more: Any) -> str:  # noqa: B008
    out = io.StringIO()
    show(record, out, screen, **more)
    return out.getvalue()


def test_a_person_sees_everything_but_the_secret() -> None:
    assert (
        shown(RECORD)
        == """\
Debating the role of [facial] recognition technology in Mass., and of other
technologies elsewhere
Wed 2022-03-23 20:13 UTC · WBUR (wbur.org)
news · article · quality 59 · published

The Commonwealth is rethinking use of facial recognition technology in law
enforcement. Right now.

Id        one
File      seeds/one.md
Topics    Computer Vision, AI
Link      https://a.example/a/very/long/address/which/must/not/be/cut/because/it/would/not/lead/then
AMP       https://amp.a.example/1
Images    https://a.example/p.png
Related   NCJTC and Biometrica partner on facial recognition training for law
          enforcement
          Biometric Companies (b.example) · 2022-03-23
          Other
Other     heat: hot
          price: free
          ratings.average: 4.5
          ratings.votes: 1, 2
          8: true
          provider.logo: w.png
"""
    )


def test_verbose_shows_sizes() -> None:
    text = shown(RECORD, verbose=True)
    assert "Images    1700 × 1133 https://a.example/p.png\n" in text
    assert "Secured   ciphertext of 16 bytes, 16-byte IV\n" in text


def test_a_terminal_folds_an_address_under_itself() -> None:
    address = "https://a.example/" + "x" * 80
    record = Record("one.md", {"originalUrl": address}, f"- see {address}\n")
    text = shown(record, Screen(is_terminal=True, width=60))
    parts = address[:50], address[50:]
    assert f"Link      {parts[0]}\n          {parts[1]}\n" in text
    assert f"• see\n  {address[:58]}\n  {address[58:]}\n" in text
    assert shown(record).count(address) == 2


def test_a_terminal_shows_the_same_text_as_a_pipe() -> None:
    short = "https://a.example/short"
    record = Record("seeds/one.md", FIELDS | {"originalUrl": short, "webUrl": short}, BODY)
    screen = Screen(is_terminal=True, width=80, color=True, links=True)
    text = shown(record, screen)
    assert "\x1b[1m" in text
    assert "\x1b]8;" in text
    plain = re.sub(r"\x1b\]8;[^\x1b]*\x1b\\|\x1b\[[0-9;]*m", "", text)
    assert [line.rstrip() for line in plain.splitlines()] == shown(record).splitlines()


def test_secured_is_printed_only_when_asked_for() -> None:
    assert SECRET not in shown(RECORD)
    assert f"Secured   {SECRET}\n" in shown(RECORD, secured=True)


@pytest.mark.parametrize("value", ["opaque", "a;b", "AAAA;AAAA;AAAA", 5, None, ["x"], "é;é"])
def test_secured_in_another_form_is_named_not_printed(value: Any) -> None:
    assert (
        shown(Record("one.md", {"secured": value}), verbose=True)
        == """\
one

Id        one
File      one.md
Secured   not in the expected form
"""
    )


def test_an_empty_record_is_shown_by_its_id() -> None:
    assert shown(Record("x/one.md", {})) == "one\n\nId        one\nFile      x/one.md\n"


def test_an_id_and_a_path_are_one_line_as_in_a_list() -> None:
    record = Record("a\nb.md", {"title": "A", "id": "a\nb"})
    assert shown(record) == "A\n\nId        a\\nb\nFile      a\\nb.md\n"


def test_what_record_cannot_read_is_shown_as_written() -> None:
    fields = {"title": 5, "quality": "high", "topics": "AI", "provider": ["WBUR"], "published": "yes", "images": None}
    assert (
        shown(Record("one.md", fields))
        == """\
5

Id        one
File      one.md
Topics    AI
Other     quality: high
          provider: WBUR
          published: yes
"""
    )


BODY = """\
# Head

Some *emphasis*, `code` and a [link](https://example.org/a?b=c). <b>bold</b> &#x202e; </kbd> \x1b[31m

<div><p>Hello <i>there</i></p><script>alert(1)</script></div>

- one
- two

```python
def f(): ...
```
"""


def test_the_body_is_rendered_without_html_and_control_characters() -> None:
    text = shown(Record("one.md", {}, BODY))
    assert (
        text
        == """\
Head

Id        one
File      one.md

Head

Some emphasis, code and a link (https://example.org/a?b=c). bold \\u202e \\x1b[31m

Hello there

• one
• two

  def f(): ...
"""
    )


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_a_body_of_windows_or_an_old_mac_is_shown_like_any_other(line_end: str) -> None:
    body = "# Head\n\none\ntwo\n\n* a\n* b\n\n```\ncode\n```\n"
    other = body.replace("\n", line_end)
    one, another = (Record("a.md", {"title": "A"}, text) for text in (body, other))
    assert shown(another) == shown(one)
    assert field(another, "body") == body


def test_a_table_of_very_many_cells_is_plain_text() -> None:
    def body(rows: int) -> str:
        return (
            shown(Record("one.md", {}, "|a|b|\n|-|-|\n" + "|1|x|\n" * rows)).partition("\n\n")[2].partition("\n\n")[2]
        )

    assert body(1) == "a  b\n────\n1  x\n"
    more = "… without layout and addresses: --format raw shows all\n"
    assert body(7_000) == "|a|b|\n" + "\n" + "|1|x|\n" * 7_000 + more


def test_hostile_text_is_escaped_everywhere() -> None:
    bad = "\x1b]8;;x\x07\u202e\n\t[/b]"
    fields = {
        "title": bad,
        "excerpt": bad,
        "category": bad,
        "provider": {"name": bad, "domain": bad, bad: bad},
        "topics": [bad],
        "originalUrl": "https://a.example/" + bad,
        "images": [{"url": bad, "width": 1, "height": 1}],
        "related": [{"title": bad, "webUrl": bad, "provider": {"name": bad}}],
        bad: bad,
    }
    text = shown(Record(f"{bad}.md", fields, bad), Screen(is_terminal=True, width=80, color=True, links=True))
    assert not re.search("[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202e]", re.sub(r"\x1b\[[0-9;]*m", "", text))
    assert "\x1b]" not in text


def test_json_is_the_record_as_list_has_it() -> None:
    out = io.StringIO()
    show_json(RECORD, out)
    assert json.loads(out.getvalue()) == document(RECORD)
    assert out.getvalue().count("\n") == 1
    assert SECRET not in out.getvalue()
    show_json(RECORD, out, secured=True)
    assert json.loads(out.getvalue().splitlines()[1])["fields"]["secured"] == SECRET


def test_yaml_is_the_fields_as_a_document() -> None:
    out = io.StringIO()
    record = Record("one.md", {"title": "One: two", "quality": 5, "topics": ["AI"], "secured": SECRET})
    show_yaml(record, out)
    assert out.getvalue() == '---\ntitle: "One: two"\nquality: 5\ntopics:\n  - AI\n'
    show_yaml(record, out, secured=True)
    assert SECRET in out.getvalue()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("provider.name", "WBUR\n"),
        ("provider.logo", "w.png\n"),
        ("provider", '{"name": "WBUR", "domain": "wbur.org"}\n'),
        ("topics", "Computer Vision\nAI\n"),
        ("published", "true\n"),
        ("published_at", "2022-03-23T20:13:00Z\n"),
        ("publishedDateTime", "2022-03-23T20:13:00Z\n"),
        ("related.title", f"{FIELDS['related'][0]['title']}\nOther\n"),
        (
            "related.provider",
            '{"name": "Biometric Companies", "domain": "b.example"}\n{"name": null, "domain": null}\n',
        ),
        ("images.width", "1700\n"),
        ("urls.cdn_amp", ""),
        ("7", ""),
        ("8", "true\n"),
        ("ratings.votes", "1\n2\n"),
        ("secured", "ciphertext of 16 bytes, 16-byte IV\n"),
        ("heat", "hot\n"),
        ("fields.heat", "hot\n"),
        ("body", ""),
    ],
)
def test_field(name: str, expected: str) -> None:
    assert field(RECORD, name) == expected


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("titel", "'seeds/one.md' has no field 'titel' (did you mean 'title'?)"),
        ("provider.nam", "'seeds/one.md' has no field 'provider.nam' (did you mean 'provider.name'?)"),
        ("pric", "'seeds/one.md' has no field 'pric' (did you mean 'price'?)"),
        ("x\x1b", r"'seeds/one.md' has no field 'x\x1b'"),
        ("title.x", "'seeds/one.md' has no field 'title.x' (did you mean 'title'?)"),
        ("related.titel", "'seeds/one.md' has no field 'related.titel'"),
        ("", "'seeds/one.md' has no field ''"),
    ],
)
def test_an_unknown_field(name: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        field(RECORD, name)
    assert str(error.value) == message


def test_the_text_of_a_field_is_safe_and_keeps_its_lines() -> None:
    assert field(Record("one.md", {"title": "a\nb\x1b"}, "text\r\n"), "title") == "a\nb\\x1b\n"
