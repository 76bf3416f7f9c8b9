"""NC0xx: files that cannot be read, or that programs read differently.

The reader (`article.frontmatter`) finds these faults with their places, and the rule of the same name reports each.
With NC001 to NC039, except NC006, newscat cannot list the article; nor with NC003 in the front matter. From NC040 on,
it can.
"""

import re
from collections.abc import Iterator

from newscat.article.finding import Severity
from newscat.article.frontmatter.faults import REPAIRABLE, Fault
from newscat.article.frontmatter.fences import source_start
from newscat.rules.engine import Article, Family, Match, rule
from newscat.rules.fixes import Repair, Splice

_FAULTS = Family()
# In pages, these are less than an error: an empty file is a page without text, and of two keys, most programs that
# build pages use the last one.
_IN_PAGES = {"empty-file": Severity.INFO, "duplicate-key": Severity.WARNING}


@_FAULTS.scan
def scan(article: Article) -> Iterator[Match]:
    for fault in article.faults:
        fix = Repair() if article.front is None and fault.name in REPAIRABLE else _indented(article, fault)
        severity = None if article.is_news else _IN_PAGES.get(fault.name)
        place = (fault.line, fault.column)
        yield Match((), fault.message, fix=fix, place=place, rule=fault.name, severity=severity)


def _indented(article: Article, fault: Fault) -> Splice | None:
    """The string of which a line is not indented, with all its lines indented."""
    if article.front is None or fault.name != "unindented-string":
        return None
    from newscat.article.frontmatter.yaml.lenient import indentations

    source = article.front.source
    for start, end, text, line, _ in indentations(source, article.front.line):
        if line == fault.line:
            begin = source_start(article.data) + len(source[:start].encode())
            return Splice(begin, begin + len(source[start:end].encode()), text, "Indent the lines of the string")
    return None


def _yaml(text: str) -> str:
    return f"```yaml\n{text}\n```"


_ONE = _yaml("---\ntitle: One\n---")


def _fault(
    code_and_name: str,
    summary: str,
    *,
    what: str,
    why: str,
    example: str,
    instead: str,
    fix: str = "",
    severity: Severity = Severity.ERROR,
) -> None:
    """Register the rule for the faults of this name."""
    page = (
        f"{summary}\n\n## What it does\n{what}\n\n## Why is this bad?\n{why}\n\n"
        f"## Example\n{example}\n\nUse instead:\n{instead}"
    )
    if fix:
        page += f"\n\n## Fix\n{fix}"
    code, _, name = code_and_name.partition(" ")
    _FAULTS.declare(code, name, severity, page)


_fault(
    "NC001 unreadable-file",
    "The file cannot be opened or read.",
    what="Reports errors of the operating system: no permission, not a regular file, a broken disk.",
    why="Nobody can tell what the file contains.",
    example="A file without read permission.",
    instead="A file that the user may read.",
)
_fault(
    "NC002 empty-file",
    "The file is empty.",
    what="Reports files of 0 bytes, or with only whitespace. It is an info if most articles of the catalogue are "
    "pages.",
    why="A program was probably interrupted while it wrote the file.",
    example="A file of 0 bytes.",
    instead=_ONE,
)
_fault(
    "NC003 not-utf8",
    "The file is not UTF-8.",
    what="Reports the first byte that is not valid UTF-8. If it is in the body, newscat lists the article all the "
    "same, and shows the byte as `�`.",
    why="In another encoding, programs show different letters.",
    example="`Café` in Latin-1, where `é` is the single byte E9.",
    instead=_yaml("---\ntitle: Café\n---"),
)
_fault(
    "NC004 missing-front-matter",
    "The file does not begin with front matter.",
    what="Reports files that have front matter, but whose first line is not `---` (or `+++`, or the `{` of "
    "JSON): the fence is indented, has too many dashes, follows a comment or is missing. Reports also all files "
    "without front matter that are named on the command line.",
    why="Without front matter there is no article. One dash too many is enough to hide it.",
    example=_yaml("----\ntitle: One\n----"),
    instead=_ONE,
    fix="Adds the opening fence before lines that are fields, or corrects a line that looks like a fence, such as "
    "`--`.",
)
_fault(
    "NC005 unclosed-front-matter",
    "The front matter is not closed.",
    what="Reports an opening fence without a closing fence on a line of its own, not indented. The place is the line "
    "that looks like a fence, or the first line that is not a field.",
    why="newscat would have to guess where the fields end and the body begins.",
    example=_yaml("---\ntitle: One"),
    instead=_ONE,
    fix="Corrects the line that looks like the closing fence, or adds the fence where the finding is. Adding it is "
    "unsafe if the lines beside it can be read as text and as fields.",
)
_fault(
    "NC006 empty-front-matter",
    "The front matter has no fields.",
    what="Reports fences with nothing, or only comments, between them. The file is an article without fields.",
    why="Without a title and a date, the article is hard to find in a list.",
    example=_yaml("---\n# title: One\n---"),
    instead=_ONE,
    severity=Severity.INFO,
)
_fault(
    "NC007 not-a-mapping",
    "The front matter is a list or a single value.",
    what="Reports front matter that is not a mapping of names to values.",
    why="There are no fields to read.",
    example=_yaml("---\n- title\n- One\n---"),
    instead=_ONE,
    fix="Adds the space after the colon, if every line lacks it.",
)
_fault(
    "NC010 syntax-error",
    "The front matter is not valid YAML, TOML or JSON.",
    what="Reports the place where the parser stopped. The cause is there or shortly before. If most articles of the "
    "catalogue are pages, a line with a placeholder such as `{{ title }}` is a warning: the file is a template.",
    why="No program can read any of the fields.",
    example=_yaml("title: One: and only"),
    instead=_yaml('title: "One: and only"'),
    fix="Corrects the mistake near the place: puts a value in quotes, closes a quote or a bracket, adds the space "
    "after a colon, corrects the indentation. The result can be read, and fields on other lines keep their "
    "values. The fix is unsafe if another correction gives other values, or if a line of text is moved into a value.",
)
_fault(
    "NC011 control-character",
    "The front matter contains a raw control character.",
    what="Reports the characters U+0000 to U+001F, except tab and line endings.",
    why="YAML does not allow them, and on a terminal they can move the cursor or change colours.",
    example="A title that contains the byte 1B (escape).",
    instead=_ONE,
    fix="Removes the character.",
)
_fault(
    "NC012 foreign-tag",
    "A tag is not in the YAML core schema.",
    what="Reports tags other than `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!map`, `!!seq` and `!!timestamp`.",
    why="The meaning of such a value depends on the program; some build objects from it.",
    example=_yaml("title: !python/name:os.system One"),
    instead=_yaml("title: One"),
    fix="Puts the value in quotes.",
)
_fault(
    "NC013 invalid-merge",
    "The value of a merge key (`<<`) is not a mapping.",
    what="Reports `<<` with a string, a number, or a list of these.",
    why="There is nothing to merge, and programs disagree on what is left.",
    example=_yaml("provider: {<<: 7, name: Example, domain: example.org}"),
    instead=_yaml("provider: {name: Example, domain: example.org}"),
)
_fault(
    "NC014 complex-key",
    "A key is a list or a mapping.",
    what="Reports keys that are not a single value.",
    why="Such a field has no name to query, and most programs refuse the file.",
    example=_yaml("[title, name]: One"),
    instead=_yaml("title: One"),
    fix="Puts the value in quotes, if it is a placeholder such as `{{ title }}`.",
)
_fault(
    "NC015 alias-cycle",
    "An alias refers to the value that contains it.",
    what="Reports `*name` inside the value with the anchor `&name`.",
    why="The value has no end, and a program that writes it never stops.",
    example=_yaml("related: &all\n  - *all"),
    instead=_yaml("related: []"),
)
_fault(
    "NC016 too-deep",
    "Lists and mappings are nested too deeply.",
    what="Reports front matter that is nested deeper than newscat's limit.",
    why="No real article is nested like that, and some parsers crash on it.",
    example="A thousand opening brackets.",
    instead=_yaml("topics:\n  - One"),
)
_fault(
    "NC017 too-large",
    "The front matter, or the expansion of its aliases, is too large.",
    what="Reports front matter that is longer than newscat's limit, before or after its aliases are expanded.",
    why="A few lines of aliases can expand to gigabytes.",
    example="A field of 5 MiB.",
    instead="Long text in the body, below the closing fence.",
)
_fault(
    "NC018 invalid-value",
    "A value is invalid.",
    what="Reports values that no program can represent: a tag that does not fit, half of a surrogate pair, a "
    "number of thousands of digits.",
    why="The value would be lost or changed when the file is written again.",
    example=_yaml("published: !!bool perhaps"),
    instead=_yaml("published: true"),
)
_fault(
    "NC040 duplicate-key",
    "A key occurs twice in one mapping.",
    what="Reports each further key of the same name, in pages as a warning. newscat uses the last one.",
    why="YAML forbids it; some programs use the first, others the last.",
    example=_yaml("title: One\ntitle: Two"),
    instead=_yaml("title: One"),
)
_fault(
    "NC041 merge-key",
    "The front matter uses a merge key (`<<`), which YAML 1.2 does not have.",
    what="Reports `<<` with a mapping as its value.",
    why="Older programs merge the mapping, newer ones read `<<` as an ordinary name.",
    example=_yaml("---\nprovider: {<<: {name: Example}, domain: example.org}\n---"),
    instead=_yaml("---\nprovider: {name: Example, domain: example.org}\n---"),
    severity=Severity.WARNING,
)
_fault(
    "NC042 unprintable-character",
    "The front matter contains an unprintable character.",
    what="Reports DEL (U+007F), the control characters U+0080 to U+009F, U+FFFE and U+FFFF.",
    why="Nobody can see it; the text was probably converted from another encoding by mistake.",
    example="A title that contains the character U+0092 instead of an apostrophe.",
    instead=_yaml('title: "It’s one"'),
    severity=Severity.WARNING,
)


_fault(
    "NC045 unindented-string",
    "A line of a quoted string is not indented.",
    what="Reports quoted strings over several lines of which one begins further left than YAML allows.",
    why="Jekyll, Hugo and others read it, but a strict YAML parser refuses the file.",
    example=_yaml('---\ntitle: "One and\nonly"\n---'),
    instead=_yaml('---\ntitle: "One and\n  only"\n---'),
    severity=Severity.WARNING,
    fix="Indents the lines. The string stays the same.",
)
_fault(
    "NC046 lenient-yaml",
    "The front matter is not valid YAML 1.2, but some programs read it.",
    what="Reports the place where a strict parser stops, if PyYAML reads the file. newscat reads it, too.",
    why="Whether a program can read the fields depends on its YAML parser.",
    example=_yaml("---\ntopics: [\nOne\n]\n---"),
    instead=_yaml("---\ntopics: [One]\n---"),
    severity=Severity.WARNING,
)


@rule("NC043", Severity.WARNING)
def byte_order_mark(article: Article) -> Iterator[Match]:
    """The file begins with a byte-order mark.

    ## What it does
    Reports the bytes EF BB BF before the first fence, once or several times.

    ## Why is this bad?
    UTF-8 does not need it, and it is invisible. For many programs the first line is then not `---`, so the file has no
    front matter at all.

    ## Example
    A file whose first six bytes are EF BB BF and `---`.

    Use instead:
    A file whose first three bytes are `---`.

    ## Fix
    Removes the bytes.
    """
    marks = _MARKS.match(article.data)
    if article.front is not None and marks:
        fix = Splice(0, marks.end(), "", "Remove the byte-order mark")
        yield Match((), "byte-order mark before the front matter", fix=fix, place=(1, 1))


_MARKS = re.compile(rb"(?:\xef\xbb\xbf)+")
_BLANK_LINES = re.compile(rb"(?:\xef\xbb\xbf|[ \t\f\v]*(?:\r\n|\n|\r))+")


@rule("NC044", Severity.WARNING)
def blank_line_first(article: Article) -> Iterator[Match]:
    """There are blank lines before the front matter.

    ## What it does
    Reports files in which the opening fence is not on the first line, but only blank lines are before it.

    ## Why is this bad?
    newscat and Hugo read the fields all the same. Jekyll and many other programs do not: for them, the file has no
    front matter, and the fields are text.

    ## Example
    A file that begins with an empty line, followed by `---`.

    Use instead:
    A file that begins with `---`.

    ## Fix
    Removes the blank lines.
    """
    if article.front is not None and article.data[:1] != b"-" and (lines := _BLANK_LINES.match(article.data)):
        if not lines[0].replace(b"\xef\xbb\xbf", b""):
            return
        fix = Splice(0, lines.end(), "", "Remove the blank lines")
        yield Match((), "a blank line before the front matter", fix=fix, place=(1, 1))
