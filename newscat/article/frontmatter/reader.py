"""The bytes of a file to its front matter."""

from newscat.article.dates import in_order
from newscat.article.frontmatter.faults import MAX_DEPTH, FrontMatterError, Limits, too_deep
from newscat.article.frontmatter.fences import Fences, split
from newscat.article.frontmatter.front_matter import FrontMatter
from newscat.article.frontmatter.yaml.load import FIRST_LINE, load


def parse(
    data: bytes, limits: Limits = Limits(), *, has_body: bool = True, fences: Fences | None = None
) -> FrontMatter | None:
    """The front matter of one file; None if the file has none and does not look as if it should.

    A body that is not UTF-8 is a fault, and has U+FFFD in place of what is not; without `has_body` it is not looked at.
    `fences` are those of `find_fences`, if the caller has looked.

    Raises FrontMatterError for a file that is empty, only whitespace or not UTF-8, and for a file that begins like
    front matter (`---`, `+++`, or a `{` that opens JSON) but does not contain a mapping.
    """
    parts = split(data, limits, has_body=has_body, fences=fences)
    if parts is None:
        return None
    if parts.format != "yaml":
        from newscat.article.frontmatter import toml_and_json  # imports python-frontmatter: 38 ms

        front = toml_and_json.read(parts, limits)
    else:
        source, encoded = parts.source, parts.encoded
        if lead := parts.line - FIRST_LINE:  # so that the lines in messages are the file's
            source, encoded = "\n" * lead + source, None
        fields, faults = load(source, limits, encoded)
        front = FrontMatter(fields, parts.body, "yaml", parts.source, parts.line, faults)
    front.limits = limits
    front.faults += parts.faults
    if limits.date_order:
        front.fields = in_order(front.fields, limits.date_order)
    if limits.depth < MAX_DEPTH:
        _check_depth(front, limits.depth)
    return front


def _check_depth(front: FrontMatter, depth: int) -> None:
    """Raise FrontMatterError at the first field with more than `depth` lists and mappings inside each other."""
    for name, value in front.fields.items():
        level, deep = [value], 1  # the fields themselves are a mapping
        while level := [each for each in level if isinstance(each, (dict, list))]:
            deep += 1
            if deep > depth:
                raise FrontMatterError(too_deep(depth, *front.key_place(name)))
            level = [below for each in level for below in (each.values() if isinstance(each, dict) else each)]
