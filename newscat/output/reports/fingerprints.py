"""Fingerprints that identify a finding even if its line number changes."""

from collections import Counter
from hashlib import blake2b

from newscat.article.finding import Finding


class Fingerprints:
    """The fingerprints of one report. Equal findings in a file get different ones."""

    def __init__(self) -> None:
        self._seen: Counter[bytes] = Counter()

    def of(self, finding: Finding, path: str) -> str:
        """32 hexadecimal digits that depend on `path`, rule and message, and for equal findings on their order."""
        content = f"{path}\0{finding.code}\0{finding.message}".encode(errors="surrogatepass")
        key = blake2b(content, digest_size=16).digest()
        self._seen[key] += 1
        if self._seen[key] == 1:
            return key.hex()
        return blake2b(key + str(self._seen[key]).encode(), digest_size=16).hexdigest()
