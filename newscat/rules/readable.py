"""NC0xx: files that cannot be read, or not as they are meant.

The reader finds these faults (`article.frontmatter`) and knows their places; each name of a fault
has its rule here. NC001 to NC039: the file gives no record. NC040 and on: it is listed all the same.
"""

from collections.abc import Iterator, Sequence

from newscat.article.finding import Severity
from newscat.article.frontmatter import Fault
from newscat.rules.engine import Article, Problem, rule
from newscat.rules.fixes import Splice


def _told(article: Article, name: str) -> Sequence[Fault]:
    return [fault for fault in article.faults if fault.name == name]


@rule("NC001", Severity.ERROR, reads="faults")
def unreadable_file(article: Article) -> Sequence[Fault]:
    """The file cannot be opened or read.

    ## What it does
    Reports what the operating system refuses: no permission, no regular file, a broken disk.

    ## Why
    Nobody can tell what is in the file.

    ## Bad
    A file without read permission.

    ## Good
    A file that its reader may read.
    """
    return _told(article, "unreadable-file")


@rule("NC002", Severity.ERROR, reads="faults")
def empty_file(article: Article) -> Sequence[Fault]:
    """The file is empty or blank.

    ## What it does
    Reports files of no bytes, or only of blanks and line ends.

    ## Why
    Mostly a program was stopped while it wrote the file.

    ## Bad
    A file of 0 bytes.

    ## Good
    ```yaml
    ---
    title: One
    ---
    ```
    """
    return _told(article, "empty-file")


@rule("NC003", Severity.ERROR, reads="faults")
def not_utf8(article: Article) -> Sequence[Fault]:
    """The file is not UTF-8 text.

    ## What it does
    Reports the first byte that UTF-8 does not have.

    ## Why
    In another encoding, each program shows other letters.

    ## Bad
    `Café` in Latin-1, where `é` is the single byte E9.

    ## Good
    ```yaml
    ---
    title: Café
    ---
    ```
    """
    return _told(article, "not-utf8")


@rule("NC004", Severity.ERROR, reads="faults")
def missing_front_matter(article: Article) -> Sequence[Fault]:
    """The file does not begin with front matter.

    ## What it does
    Reports files whose first line is not `---` (or `+++`, or the `{` of JSON) though front matter
    follows, and any file without front matter that is named on the command line.

    ## Why
    Without front matter there is no record. A blank line before the fence is enough to hide it.

    ## Bad
    ```yaml

    ---
    title: One
    ---
    ```

    ## Good
    ```yaml
    ---
    title: One
    ---
    ```
    """
    return _told(article, "missing-front-matter")


@rule("NC005", Severity.ERROR, reads="faults")
def unclosed_front_matter(article: Article) -> Sequence[Fault]:
    """The front matter has no end.

    ## What it does
    Reports an opening fence without a closing one on a line of its own, not indented.

    ## Why
    Where the fields end and the text begins would be a guess.

    ## Bad
    ```yaml
    ---
    title: One
    ```

    ## Good
    ```yaml
    ---
    title: One
    ---
    ```
    """
    return _told(article, "unclosed-front-matter")


@rule("NC006", Severity.ERROR, reads="faults")
def empty_front_matter(article: Article) -> Sequence[Fault]:
    """The front matter has no fields.

    ## What it does
    Reports fences with nothing, or only comments, between them.

    ## Why
    A record without fields has nothing to list.

    ## Bad
    ```yaml
    ---
    # title: One
    ---
    ```

    ## Good
    ```yaml
    ---
    title: One
    ---
    ```
    """
    return _told(article, "empty-front-matter")


@rule("NC007", Severity.ERROR, reads="faults")
def not_a_mapping(article: Article) -> Sequence[Fault]:
    """The front matter is a list or a single value.

    ## What it does
    Reports front matter that is no mapping of names to values.

    ## Why
    There are no fields to read.

    ## Bad
    ```yaml
    ---
    - title
    - One
    ---
    ```

    ## Good
    ```yaml
    ---
    title: One
    ---
    ```
    """
    return _told(article, "not-a-mapping")


@rule("NC010", Severity.ERROR, reads="faults")
def syntax_error(article: Article) -> Sequence[Fault]:
    """The front matter breaks the rules of YAML, TOML or JSON.

    ## What it does
    Reports the place where reading stopped; the cause is there or shortly before.

    ## Why
    No program can read any of the fields.

    ## Bad
    ```yaml
    ---
    title: One: and only
    ---
    ```

    ## Good
    ```yaml
    ---
    title: "One: and only"
    ---
    ```
    """
    return _told(article, "syntax-error")


@rule("NC011", Severity.ERROR, reads="faults")
def control_character(article: Article) -> Sequence[Fault]:
    """A raw control character stands in the front matter.

    ## What it does
    Reports the characters U+0000 to U+001F other than tab and line ends.

    ## Why
    YAML does not allow them, and on a terminal they can move the cursor or change colours.

    ## Bad
    A title with the byte 1B (escape) in it.

    ## Good
    ```yaml
    ---
    title: One
    ---
    ```
    """
    return _told(article, "control-character")


@rule("NC012", Severity.ERROR, reads="faults")
def foreign_tag(article: Article) -> Sequence[Fault]:
    """A tag that is not one of the YAML core schema.

    ## What it does
    Reports tags other than `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!map`, `!!seq` and
    `!!timestamp`.

    ## Why
    What such a value means depends on the program; some build objects from it.

    ## Bad
    ```yaml
    ---
    title: !python/name:os.system One
    ---
    ```

    ## Good
    ```yaml
    ---
    title: One
    ---
    ```
    """
    return _told(article, "foreign-tag")


@rule("NC013", Severity.ERROR, reads="faults")
def invalid_merge(article: Article) -> Sequence[Fault]:
    """A merge key (`<<`) has a value that is no mapping.

    ## What it does
    Reports `<<` with a text, a number or a list of such.

    ## Why
    There is nothing to merge, and readers disagree on what is left.

    ## Bad
    ```yaml
    ---
    title: One
    provider: {<<: 7}
    ---
    ```

    ## Good
    ```yaml
    ---
    title: One
    provider: {name: Example}
    ---
    ```
    """
    return _told(article, "invalid-merge")


@rule("NC014", Severity.ERROR, reads="faults")
def complex_key(article: Article) -> Sequence[Fault]:
    """A list or a mapping is used as a key.

    ## What it does
    Reports keys that are not a single value.

    ## Why
    Such a field has no name to ask for, and most programs refuse the file.

    ## Bad
    ```yaml
    ---
    [title, name]: One
    ---
    ```

    ## Good
    ```yaml
    ---
    title: One
    ---
    ```
    """
    return _told(article, "complex-key")


@rule("NC015", Severity.ERROR, reads="faults")
def alias_cycle(article: Article) -> Sequence[Fault]:
    """An alias leads back into the value it stands in.

    ## What it does
    Reports `*name` inside the value that `&name` marks.

    ## Why
    The value has no end: a program that writes it never stops.

    ## Bad
    ```yaml
    ---
    related: &all
      - *all
    ---
    ```

    ## Good
    ```yaml
    ---
    related: []
    ---
    ```
    """
    return _told(article, "alias-cycle")


@rule("NC016", Severity.ERROR, reads="faults")
def too_deep(article: Article) -> Sequence[Fault]:
    """Lists and mappings stand too many levels inside each other.

    ## What it does
    Reports front matter that is nested deeper than newscat reads.

    ## Why
    No article is nested like that; some parsers crash on it.

    ## Bad
    A thousand opening brackets.

    ## Good
    ```yaml
    ---
    related:
      - provider: {name: Example}
    ---
    ```
    """
    return _told(article, "too-deep")


@rule("NC017", Severity.ERROR, reads="faults")
def too_large(article: Article) -> Sequence[Fault]:
    """The front matter, or what its aliases expand to, is too large.

    ## What it does
    Reports front matter that is longer than newscat reads, also once its aliases are written out.

    ## Why
    A few lines of aliases can stand for gigabytes.

    ## Bad
    A field of 5 MiB.

    ## Good
    Long text in the body, below the closing fence.
    """
    return _told(article, "too-large")


@rule("NC018", Severity.ERROR, reads="faults")
def invalid_value(article: Article) -> Sequence[Fault]:
    """A value cannot be what it claims to be.

    ## What it does
    Reports values that no program can represent: a tag that does not fit, half of a surrogate pair,
    a number of thousands of digits.

    ## Why
    It would be lost or changed when it is written again.

    ## Bad
    ```yaml
    ---
    published: !!bool perhaps
    ---
    ```

    ## Good
    ```yaml
    ---
    published: true
    ---
    ```
    """
    return _told(article, "invalid-value")


@rule("NC040", Severity.ERROR, reads="faults")
def duplicate_key(article: Article) -> Sequence[Fault]:
    """A key stands twice in one mapping.

    ## What it does
    Reports each further key of the same name. newscat goes by the last one.

    ## Why
    YAML forbids it; some programs take the first, others the last.

    ## Bad
    ```yaml
    ---
    title: One
    title: Two
    ---
    ```

    ## Good
    ```yaml
    ---
    title: One
    ---
    ```
    """
    return _told(article, "duplicate-key")


@rule("NC041", Severity.WARNING, reads="faults")
def merge_key(article: Article) -> Sequence[Fault]:
    """A merge key (`<<`) is used, which YAML 1.2 does not have.

    ## What it does
    Reports `<<` with a mapping as its value.

    ## Why
    Older programs merge the mapping, newer ones take `<<` for a name like any other.

    ## Bad
    ```yaml
    ---
    title: One
    provider: {<<: {name: Example}, domain: example.org}
    ---
    ```

    ## Good
    ```yaml
    ---
    title: One
    provider: {name: Example, domain: example.org}
    ---
    ```
    """
    return _told(article, "merge-key")


@rule("NC042", Severity.WARNING, reads="faults")
def unprintable_character(article: Article) -> Sequence[Fault]:
    """An unprintable character stands in the front matter.

    ## What it does
    Reports DEL (U+007F), the control characters U+0080 to U+009F, U+FFFE and U+FFFF.

    ## Why
    Nobody can see it; mostly text was converted from another encoding by mistake.

    ## Bad
    A title with the character U+0092 where an apostrophe was meant.

    ## Good
    ```yaml
    ---
    title: "It’s one"
    ---
    ```
    """
    return _told(article, "unprintable-character")


@rule("NC043", Severity.WARNING)
def byte_order_mark(article: Article) -> Iterator[Problem]:
    """The file begins with a byte-order mark.

    ## What it does
    Reports the bytes EF BB BF before the first fence.

    ## Why
    UTF-8 needs none, nobody sees it, and for many programs the first line is then not `---`: to them
    the file has no front matter at all.

    ## Bad
    A file whose first six bytes are EF BB BF and `---`.

    ## Good
    A file whose first three bytes are `---`.

    ## Fix
    The three bytes go.
    """
    if article.front is not None and article.data.startswith(b"\xef\xbb\xbf"):
        cure = Splice(0, 3, "", "Take out the byte-order mark")
        yield Problem((), "a byte-order mark before the front matter", cure=cure, place=(1, 1))
