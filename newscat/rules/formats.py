"""NC2xx: fields whose value is of the wrong type or form."""

from collections.abc import Iterator
from datetime import date, datetime

from newscat.article.finding import Severity
from newscat.errors import suggestion
from newscat.rules.engine import Article, Problem, rule
from newscat.rules.shape import TYPES, Misfit
from newscat.rules.wording import described, quoted, where

YAML_1_1_BOOLEANS = frozenset({"yes", "no", "on", "off", "y", "n"})


def _is(misfit: Misfit, what: str, hint: str = "") -> Problem:
    """`'quality' is the text '59', not an integer (hint)`."""
    said = f"{where(misfit.path)} is {described(misfit.value)}, not {what}"
    return Problem(misfit.path, f"{said} ({hint})" if hint else said)


@rule("NC201", Severity.ERROR, reads="misfits")
def wrong_structure(article: Article) -> Iterator[Problem]:
    """A list or a mapping is expected, and something else is there.

    ## What it does
    Reports `topics`, `images` and `related` that are no lists, `provider` that is no mapping, and
    images and related articles that are no mappings.

    ## Why
    What is in the field cannot be found where programs look for it.

    ## Bad
    ```yaml
    topics: AI
    ```

    ## Good
    ```yaml
    topics:
      - AI
    ```
    """
    for misfit in article.misfits.get("wrong-structure", ()):
        yield _is(misfit, "a list" if misfit.path[-1] in {"topics", "images", "related"} else "a mapping")


@rule("NC202", Severity.ERROR, reads="misfits")
def not_text(article: Article) -> Iterator[Problem]:
    """A text is expected, and something else is there.

    ## What it does
    Reports numbers, booleans, dates, lists and mappings where a text belongs, also in `topics`.

    ## Why
    YAML takes a title like `2022` for a number and `true` for a boolean: it has to stand in quotes.

    ## Bad
    ```yaml
    title: 2022
    ```

    ## Good
    ```yaml
    title: "2022"
    ```
    """
    for misfit in article.misfits.get("not-text", ()):
        yield _is(misfit, "text", "" if isinstance(misfit.value, list | dict) else "put it in quotes")


@rule("NC203", Severity.ERROR, reads="misfits")
def not_an_integer(article: Article) -> Iterator[Problem]:
    """An integer is expected, and something else is there.

    ## What it does
    Reports `quality`, `heat`, and the `width` and `height` of images that are texts, booleans or
    numbers with a fraction.

    ## Why
    They are compared and sorted as numbers.

    ## Bad
    ```yaml
    quality: "59"
    ```

    ## Good
    ```yaml
    quality: 59
    ```
    """
    for misfit in article.misfits.get("not-an-integer", ()):
        text = misfit.value.strip() if isinstance(misfit.value, str) else ""
        yield _is(misfit, "an integer", "take it out of its quotes" if text.isascii() and text.isdigit() else "")


@rule("NC204", Severity.ERROR, reads="misfits")
def integer_out_of_range(article: Article) -> Iterator[Problem]:
    """An integer is negative, or too large for 64 bits.

    ## What it does
    Reports `quality`, `heat`, `width` and `height` below 0 or above 9223372036854775807.

    ## Why
    No score and no size is negative, and larger numbers change their value in most programs.

    ## Bad
    ```yaml
    heat: -1
    ```

    ## Good
    ```yaml
    heat: 1
    ```
    """
    for misfit in article.misfits.get("integer-out-of-range", ()):
        reason = "negative" if misfit.value < 0 else "too large for 64 bits"
        yield Problem(misfit.path, f"{where(misfit.path)} is {described(misfit.value)}, which is {reason}")


@rule("NC205", Severity.ERROR, reads="misfits")
def not_a_boolean(article: Article) -> Iterator[Problem]:
    """true or false is expected, and something else is there.

    ## What it does
    Reports `published` and `isCached` that are neither. In YAML 1.2, `yes`, `no`, `on` and `off`
    are texts.

    ## Why
    Older programs read `yes` as true, newer ones as a text: they do not agree on what the file says.

    ## Bad
    ```yaml
    published: yes
    ```

    ## Good
    ```yaml
    published: true
    ```
    """
    for misfit in article.misfits.get("not-a-boolean", ()):
        yield _is(misfit, "true or false", _boolean_hint(misfit.value))


def _boolean_hint(value: object) -> str:
    word = value.strip().lower() if isinstance(value, str) else ""
    if word in {"true", "false"}:
        return f"write {word} without quotes"
    return "YAML 1.2 reads yes, no, on and off as text" if word in YAML_1_1_BOOLEANS else ""


@rule("NC206", Severity.ERROR, reads="misfits")
def not_a_timestamp(article: Article) -> Iterator[Problem]:
    """A timestamp is expected, and something else is there.

    ## What it does
    Reports a `publishedDateTime` that is no date and time as RFC 3339 writes it, also in `related`;
    a day alone, and dates that no calendar has, are none.

    ## Why
    Without the moment an article has no place in a list by date.

    ## Bad
    ```yaml
    publishedDateTime: 2022-02-30T20:13:00Z
    ```

    ## Good
    ```yaml
    publishedDateTime: 2022-03-23T20:13:00Z
    ```
    """
    for misfit in article.misfits.get("not-a-timestamp", ()):
        if isinstance(misfit.value, datetime):
            what = f"{where(misfit.path)} is {described(misfit.value)}, which in UTC is outside the years 1 to 9999"
            yield Problem(misfit.path, what)
        else:
            hint = "add time and zone" if isinstance(misfit.value, date) else ""
            yield _is(misfit, "a timestamp such as 2022-03-23T20:13:00Z", hint)


@rule("NC207", Severity.ERROR, reads="misfits")
def timestamp_without_zone(article: Article) -> Iterator[Problem]:
    """A timestamp does not say in which zone it is.

    ## What it does
    Reports a `publishedDateTime` without `Z` or an offset such as `+01:00`, also in `related`.

    ## Why
    It names 26 different moments, and each program picks its own.

    ## Bad
    ```yaml
    publishedDateTime: 2022-03-23T20:13:00
    ```

    ## Good
    ```yaml
    publishedDateTime: 2022-03-23T20:13:00Z
    ```
    """
    for misfit in article.misfits.get("timestamp-without-zone", ()):
        message = f"{where(misfit.path)} is {described(misfit.value)}, without a zone (add Z if it is UTC)"
        yield Problem(misfit.path, message)


@rule("NC208", Severity.ERROR, reads="misfits")
def unknown_type(article: Article) -> Iterator[Problem]:
    """The type is neither `article` nor `video`.

    ## What it does
    Reports any other `type`, also in `related`. The fields that an article needs are then asked for.

    ## Why
    The type decides which fields are needed and how the article is shown.

    ## Bad
    ```yaml
    type: artcle
    ```

    ## Good
    ```yaml
    type: article
    ```
    """
    for misfit in article.misfits.get("unknown-type", ()):
        near = suggestion(misfit.value.strip().lower(), TYPES)
        yield Problem(misfit.path, f"{where(misfit.path)} is {quoted(misfit.value)}, not article or video{near}")


@rule("NC209", Severity.ERROR, reads="misfits")
def invalid_url(article: Article) -> Iterator[Problem]:
    """A URL is not one that can be opened.

    ## What it does
    Reports URLs whose scheme is not `http` or `https`, that have no host, or that have blanks or
    invisible characters in them: `originalUrl`, `webUrl`, `ampWebUrl`, `cdnAmpWebUrl`, and `url` of
    images.

    ## Why
    The link leads nowhere, or only in a browser that repairs it.

    ## Bad
    ```yaml
    webUrl: "www.example.org/one"
    ```

    ## Good
    ```yaml
    webUrl: "https://www.example.org/one"
    ```
    """
    for misfit in article.misfits.get("invalid-url", ()):
        message = f"{where(misfit.path)} is {quoted(misfit.value)}, {_url_fault(misfit.value)}"
        yield Problem(misfit.path, message)


def _url_fault(url: str) -> str:
    if any(character.isspace() for character in url):
        return "a URL with blanks in it"
    if not url.isprintable():
        return "a URL with invisible characters in it"
    if not url.lower().startswith(("http://", "https://")):
        return "which does not begin with https:// or http://"
    return "a URL without a valid host"


@rule("NC210", Severity.ERROR, reads="misfits")
def invalid_domain(article: Article) -> Iterator[Problem]:
    """The provider's domain is no host name.

    ## What it does
    Reports a `domain` that is not just a host name with at least one dot, such as a whole URL.

    ## Why
    Articles are grouped by it, and compared with the hosts of their URLs.

    ## Bad
    ```yaml
    provider:
      name: Example
      domain: "https://example.org/"
    ```

    ## Good
    ```yaml
    provider:
      name: Example
      domain: example.org
    ```
    """
    for misfit in article.misfits.get("invalid-domain", ()):
        message = f"{where(misfit.path)} is {quoted(misfit.value)}, not a host name such as example.org"
        yield Problem(misfit.path, message)


@rule("NC211", Severity.ERROR, reads="misfits")
def malformed_secured(article: Article) -> Iterator[Problem]:
    """`secured` does not have the form of an encrypted text.

    ## What it does
    Reports a `secured` that is not ciphertext and initialisation vector, both in base64, with a
    semicolon between: the ciphertext a multiple of 16 bytes, the vector 16.

    ## Why
    It cannot be decrypted; mostly it was cut off. The text itself is never shown.

    ## Bad
    ```yaml
    secured: "bm90IGEgYmxvY2s="
    ```

    ## Good
    ```yaml
    secured: "AAECAwQFBgcICQoLDA0ODw==;Dw4NDAsKCQgHBgUEAwIBAA=="
    ```
    """
    for misfit in article.misfits.get("malformed-secured", ()):
        yield Problem(misfit.path, f"{where(misfit.path)} is not the base64 of 16-byte blocks, ';' and a 16-byte IV")
