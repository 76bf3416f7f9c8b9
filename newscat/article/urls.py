"""Canonical URLs, to find duplicate articles. They are for comparison only: they have no scheme."""

import re

# Parameters that describe the visitor, not the page: Google Analytics (utm_), Matomo (mtm_, pk_), HubSpot (_hs,
# hsa_), Piano (at_), and other services.
_TRACKING = re.compile(
    r"(?:utm_|mtm_|pk_|hsa_|_hs|at_medium|at_campaign|at_custom|oly_anon_|oly_enc_).*"
    r"|fbclid|gclid|dclid|gclsrc|gbraid|wbraid|msclkid|ttclid|twclid|yclid|li_fat_id|igshid|igsh|mc_[ce]id|mkt_tok"
    r"|vero_id|vero_conv|wickedid|s_cid|ncid|cmpid|sr_share|ref_src|ref_url|__twitter_impression",
    re.IGNORECASE,
)
# Most URLs: only their beginning and end have to be changed.
_PLAIN = re.compile(r"https?://(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9._~!$&'()*+,;=:@/-]*)?)")
_PARTS = re.compile(
    r"(https?)://(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?",
    re.IGNORECASE | re.DOTALL,
)
_PORTS = {"http": "80", "https": "443"}
# RFC 3986: characters allowed in a path or query; `unreserved` must not be percent-encoded.
_PATH, _QUERY = "!$&'()*+,;=:@/", "!$'()*+,;:@/?"
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def is_tracking(parameter: str) -> bool:
    """Whether the query parameter of this name tracks visitors."""
    return _TRACKING.fullmatch(parameter) is not None


def canonical_url(url: str) -> str | None:
    """`http://www.Example.com:80/a/?utm_source=x&b=1#top` as `example.com/a?b=1`; None if it is not a web address.

    Removes scheme, user, `www.`, default port, fragment, trailing slash and tracking parameters; lowercases the
    host, sorts the parameters and normalises percent-encoding (RFC 3986).
    """
    plain = _PLAIN.fullmatch(url)
    if plain is not None:
        return plain[1].rstrip("/")
    parts = _PARTS.fullmatch(url.strip())
    if parts is None or not parts[2]:
        return None
    scheme, host, port, path, query = parts.groups("")
    host = host.lower().removeprefix("www.").rstrip(".")
    if port and port != _PORTS[scheme.lower()]:
        host += f":{port}"
    kept = sorted(
        _spelt(each, _QUERY + "=") for each in query.split("&") if each and not is_tracking(each.partition("=")[0])
    )
    return host + _spelt(path, _PATH).rstrip("/") + ("?" + "&".join(kept) if kept else "")


def _spelt(text: str, safe: str) -> str:
    """`text` with only the necessary escapes, in uppercase."""
    from urllib.parse import quote  # imported here because most URLs do not need it

    if text.isascii() and "%" not in text:
        return text if text.isprintable() and " " not in text else quote(text, safe=safe)
    # Escapes of reserved characters have a different meaning, so they stay.
    opened = _ESCAPED.sub(_opened, text)
    return quote(opened, safe=safe + "%", errors="replace")


def _opened(escapes: re.Match[str]) -> str:
    """The escapes without those of unreserved characters; the others in uppercase."""
    data = bytes.fromhex(escapes[0].replace("%", ""))
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in data)


def with_other_slash(url: str) -> str:
    """Add a slash to the end of the URL's path, or remove it: `…/a?b=1` becomes `…/a/?b=1`."""
    if "://" not in url:
        return url
    end = next((place for place, character in enumerate(url) if character in "?#"), len(url))
    path = url[:end]
    return (path.removesuffix("/") if path.endswith("/") else path + "/") + url[end:]
