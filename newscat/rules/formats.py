"""NC2xx: values of the wrong type or form. `rules.fields` has the scan."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from newscat.article.dates import moment
from newscat.article.finding import Severity
from newscat.article.values import INTEGERS
from newscat.errors import suggestion
from newscat.rules.engine import Family, Match
from newscat.rules.wording import described, quoted, where

if TYPE_CHECKING:
    from newscat.rules.fields import Shape

FIELDS = Family()
TYPES = ("article", "video")


class Value(NamedTuple):
    """A value that breaks a rule. `within` is the mapping around it, and `shape` its shape; for a null in a list,
    `within` has the other elements."""

    path: tuple[Any, ...]
    value: Any
    within: Any
    shape: "Shape"


FieldRule = Callable[[Value], Match]
# From a value to the rule that it breaks, or None. Null and empty values break any; `rules.fields` reports these.
Kind = Callable[[Any], FieldRule | None]


def _not(found: Value, what: str, hint: str = "") -> Match:
    """`'quality' is the string '59', not an integer; hint`."""
    return Match(found.path, f"{where(found.path)} is {described(found.value)}, not {what}" + (hint and f"; {hint}"))


@FIELDS.rule("NC201", Severity.ERROR)
def wrong_structure(found: Value) -> Match:
    """A value is not the list or mapping that it should be.

    ## What it does
    Reports `topics`, `images` and `related` that are not lists, `provider` that is not a mapping, and images and
    related articles that are not mappings. In pages, reports `tags` and other fields of topics that are mappings, as a
    warning.

    ## Why is this bad?
    Programs do not find the content where they look for it.

    ## Example
    ```yaml
    topics: AI
    ```

    Use instead:
    ```yaml
    topics:
      - AI
    ```
    """
    return _not(found, "a list" if found.path[-1] in {"topics", "images", "related"} else "a mapping")


@FIELDS.rule("NC202", Severity.ERROR)
def not_text(found: Value) -> Match:
    """A value is not a string.

    ## What it does
    Reports numbers, booleans, dates, lists and mappings in string fields, also in `topics`. In pages, reports lists and
    mappings in titles, summaries and topics, as a warning.

    ## Why is this bad?
    YAML reads a title like `2022` as a number and `true` as a boolean. Such a string needs quotes.

    ## Example
    ```yaml
    title: 2022
    ```

    Use instead:
    ```yaml
    title: "2022"
    ```
    """
    return _not(found, "a string", "" if isinstance(found.value, list | dict) else "put it in quotes")


def text(value: Any) -> FieldRule | None:
    return None if type(value) is str and value and not value.isspace() else not_text


def identifier(value: Any) -> FieldRule | None:
    return None if type(value) is int and value in INTEGERS else text(value)


@FIELDS.rule("NC203", Severity.ERROR)
def not_an_integer(found: Value) -> Match:
    """A value is not an integer.

    ## What it does
    Reports `quality`, `heat`, and the `width` and `height` of images that are strings, booleans or numbers with a
    fraction.

    ## Why is this bad?
    Programs compare and sort them as numbers.

    ## Example
    ```yaml
    quality: "59"
    ```

    Use instead:
    ```yaml
    quality: 59
    ```
    """
    digits = found.value.strip() if isinstance(found.value, str) else ""
    return _not(found, "an integer", "remove the quotes" if digits.isascii() and digits.isdigit() else "")


@FIELDS.rule("NC204", Severity.ERROR)
def integer_out_of_range(found: Value) -> Match:
    """An integer is negative, or too large for 64 bits.

    ## What it does
    Reports `quality`, `heat`, `width` and `height` below 0 or above 9223372036854775807.

    ## Why is this bad?
    A score or a size cannot be negative, and most programs change larger numbers.

    ## Example
    ```yaml
    heat: -1
    ```

    Use instead:
    ```yaml
    heat: 1
    ```
    """
    reason = "negative" if found.value < 0 else "too large for 64 bits"
    return Match(found.path, f"{where(found.path)} is {described(found.value)}, which is {reason}")


def integer(value: Any) -> FieldRule | None:
    if type(value) is int:
        return None if 0 <= value <= INTEGERS[-1] else integer_out_of_range
    return not_an_integer


@FIELDS.rule("NC205", Severity.ERROR)
def not_a_boolean(found: Value) -> Match:
    """A value is not true or false.

    ## What it does
    Reports `published` and `isCached` that are neither. In YAML 1.2, `yes`, `no`, `on` and `off` are strings. In pages,
    reports `draft` and `published`, as a warning; `published` may also be a date.

    ## Why is this bad?
    Older programs read `yes` as true, newer ones as a string. They do not agree on what the file says.

    ## Example
    ```yaml
    published: yes
    ```

    Use instead:
    ```yaml
    published: true
    ```
    """
    word = found.value.strip().lower() if isinstance(found.value, str) else ""
    hint = "YAML 1.2 reads yes, no, on and off as strings" if word in {"yes", "no", "on", "off", "y", "n"} else ""
    return _not(found, "true or false", f"write {word} without quotes" if word in {"true", "false"} else hint)


def boolean(value: Any) -> FieldRule | None:
    return None if value is True or value is False else not_a_boolean


@FIELDS.rule("NC206", Severity.ERROR)
def not_a_timestamp(found: Value) -> Match:
    """A value is not a timestamp.

    ## What it does
    Reports a `publishedDateTime` that is not a date and time in the format of RFC 3339, also in `related`. A date
    without a time is reported, and so is a date that does not exist. In pages, reports `date`, `lastmod` and other date
    fields that are no date, as a warning; words that a program replaces by a date (`Last Modified`) are allowed. Years,
    seconds since 1970 and mappings, which some programs read as dates and newscat does not, are infos.

    ## Why is this bad?
    Without a timestamp, an article has no place in a list sorted by date.

    ## Example
    ```yaml
    publishedDateTime: 2022-02-30T20:13:00Z
    ```

    Use instead:
    ```yaml
    publishedDateTime: 2022-03-23T20:13:00Z
    ```
    """
    if isinstance(found.value, datetime):
        return Match(found.path, f"{where(found.path)} is {described(found.value)}, outside the years 1 to 9999 in UTC")
    hint = "add a time and a time zone" if isinstance(found.value, date) else ""
    return _not(found, "a timestamp such as 2022-03-23T20:13:00Z", hint)


@FIELDS.rule("NC207", Severity.ERROR)
def timestamp_without_zone(found: Value) -> Match:
    """A timestamp has no time zone.

    ## What it does
    Reports a `publishedDateTime` without `Z` or an offset such as `+01:00`, also in `related`.

    ## Why is this bad?
    Without a zone, programs interpret it differently: it can mean 26 different moments.

    ## Example
    ```yaml
    publishedDateTime: 2022-03-23T20:13:00
    ```

    Use instead:
    ```yaml
    publishedDateTime: 2022-03-23T20:13:00Z
    ```
    """
    return Match(found.path, f"{where(found.path)} has no time zone; add Z if it is UTC")


# RFC 3339, section 5.6: the T, the seconds and the time zone are required.
RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DATE_AND_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?", re.ASCII)


def timestamp(value: Any) -> FieldRule | None:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return timestamp_without_zone
        return None if 1 < value.year < 9999 or moment(value) else not_a_timestamp
    if isinstance(value, str) and moment(value):
        if RFC3339.fullmatch(value):
            return None
        if _DATE_AND_TIME.fullmatch(value):
            return timestamp_without_zone
    return not_a_timestamp


@FIELDS.rule("NC208", Severity.ERROR)
def unknown_type(found: Value) -> Match:
    """The type is neither `article` nor `video`.

    ## What it does
    Reports any other `type`, also in `related`. Such an article needs the fields of the type `article`.

    ## Why is this bad?
    The type decides which fields are required and how the article is shown.

    ## Example
    ```yaml
    type: artcle
    ```

    Use instead:
    ```yaml
    type: article
    ```
    """
    near = suggestion(found.value.strip().lower(), TYPES)
    return Match(found.path, f"{where(found.path)} is {quoted(found.value)}, not article or video{near}")


def article_type(value: Any) -> FieldRule | None:
    return not_text if type(value) is not str else None if value in TYPES else unknown_type


@FIELDS.rule("NC209", Severity.ERROR)
def invalid_url(found: Value) -> Match:
    """A URL is invalid.

    ## What it does
    Reports URLs whose scheme is not `http` or `https`, that have no host, or that contain whitespace or invisible
    characters, in `originalUrl`, `webUrl`, `ampWebUrl`, `cdnAmpWebUrl`, and `url` of images.

    ## Why is this bad?
    The link is broken, or works only in a browser that repairs it.

    ## Example
    ```yaml
    webUrl: "www.example.org/one"
    ```

    Use instead:
    ```yaml
    webUrl: "https://www.example.org/one"
    ```
    """
    return Match(found.path, f"{where(found.path)} is {quoted(found.value)}, which {_url_fault(found.value)}")


def _url_fault(string: str) -> str:
    if any(character.isspace() for character in string):
        return "contains whitespace"
    if not string.isprintable():
        return "contains invisible characters"
    if not string.lower().startswith(("http://", "https://")):
        return "does not begin with https:// or http://"
    return "has no valid host"


# RFC 3986 up to the path: an optional user, a host name or a bracketed address, an optional port.
ORIGIN = re.compile(r"https?://(?:[^\s/?#@]*@)?(?:\w[\w.-]*|\[[\da-f:.]+\])(?::\d+)?(?:[/?#]|\Z)", re.IGNORECASE)
PLAIN_URL = re.compile(r"https?://[a-z0-9][a-z0-9.-]*/[!-~]*")  # nearly all URLs, in half the time of ORIGIN


def url(value: Any) -> FieldRule | None:
    if type(value) is not str:
        return not_text
    if PLAIN_URL.fullmatch(value) or (ORIGIN.match(value) and " " not in value and value.isprintable()):
        return None
    return invalid_url


@FIELDS.rule("NC210", Severity.ERROR)
def invalid_domain(found: Value) -> Match:
    """The provider's domain is not a host name.

    ## What it does
    Reports a `domain` that is not a plain host name with at least one dot, such as a whole URL.

    ## Why is this bad?
    Articles are grouped by it, and it is compared with the hosts of their URLs.

    ## Example
    ```yaml
    provider:
      name: Example
      domain: "https://example.org/"
    ```

    Use instead:
    ```yaml
    provider:
      name: Example
      domain: example.org
    ```
    """
    return Match(found.path, f"{where(found.path)} is {quoted(found.value)}, not a host name such as example.org")


_DOMAIN = re.compile(r"\w[\w-]*(?:\.\w[\w-]*)+")


def domain(value: Any) -> FieldRule | None:
    return not_text if type(value) is not str else None if _DOMAIN.fullmatch(value) else invalid_domain


@FIELDS.rule("NC211", Severity.ERROR)
def malformed_secured(found: Value) -> Match:
    """`secured` does not have the form of an encrypted string.

    ## What it does
    Reports a `secured` that is not a ciphertext and an initialisation vector (IV), both in base64, separated by a
    semicolon. The ciphertext is a multiple of 16 bytes, the vector 16 bytes.

    ## Why is this bad?
    It cannot be decrypted; it was probably truncated. newscat never shows the value itself.

    ## Example
    ```yaml
    secured: "bm90IGEgYmxvY2s="
    ```

    Use instead:
    ```yaml
    secured: "AAECAwQFBgcICQoLDA0ODw==;Dw4NDAsKCQgHBgUEAwIBAA=="
    ```
    """
    return Match(found.path, f"{where(found.path)} is not base64 of 16-byte blocks, ';' and base64 of a 16-byte IV")


_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def secured(value: Any) -> FieldRule | None:
    if type(value) is not str:
        return not_text
    marks = value.encode("ascii", "replace").translate(None, _BASE64)  # a third of the time of decoding
    padding = marks.removesuffix(b";==").decode()
    size = len(value) - 25
    is_padded = value[size - len(padding) : size + 1] == padding + ";" and value.endswith("==")
    is_whole = size > 0 and size % 4 == 0 and (size // 4 * 3 - len(padding)) % 16 == 0
    return None if marks in {b";==", b"=;==", b"==;=="} and is_padded and is_whole else malformed_secured
