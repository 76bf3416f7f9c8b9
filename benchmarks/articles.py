"""Catalogues to measure with: article files such as `seeds/` has, about 1.3 KB each, 1,000 to a folder.

The same number of files is always the same bytes, and a smaller catalogue is how a larger one
begins. What a correct answer must say is counted while the files are written.
"""

import base64
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path

# Counted up when other files are written, so that a kept catalogue is not taken for one of today's.
EDITION = 2
FOLDER = 1000

COMMON, PHRASE, RARE, TOPIC = "the", "facial recognition", "perihelion", "AI"
# One article in so many has the rare word; one in so many lacks its `webUrl`, an error.
RARE_EVERY, WRONG_EVERY = 1000, 500

_WORDS = """
the of to and in a for on with that is by at from as an new will it how this be has are its can more their about what
up which have was or not you all using one we after could into over first data than users company been other now they
year also out but most people technology some time world who research against system while digital security platform
global help next through says business services may public model industry cloud market power future million software
learning report launches announces intelligence work state team health apps university make via need used week tools
better support being many should would state-of-the-art like take without under today still customers development
government study here where these way use during group plan major between law real top two three don't what's growth
management network science experts human access million preview security: center energy open privacy policy code mobile
build project financial training partner startup leaders patients students robot robots model's design quantum chips
portal accessibility café naïve Zürich – São entreprise façade coöperation 2,500 2022 5G
""".split()  # noqa: SIM905  # a list has a line for each word
_PHRASES = ("machine learning", "computer vision", "power apps", "artificial intelligence", "data breach")
# 4,000 rarer words, so that an index of them is as large as one of real texts.
_HEADS = """
aero agri astro audio auto bio blue bright chrono cloud cogni crypto cyber data deep dyna eco edge electro ever fin
flex fore gen geo green health helio hydro hyper info inno inter iso kine logi lumi macro medi meta micro mono multi
nano neo neuro north omni open opti para photo poly quant robo sens silver smart solar sono spectra stat stellar
sun syn tele terra thermo trans tri true uni urban vari velo vita west
""".split()  # noqa: SIM905
_ENDS = """
base beam cast chain core craft dyne field flow force form gate graph grid guard hub kit lab leaf line link logic
loop mark matic metric mind mesh model node path phase plex point port pulse scale scan scope sense ship shift side
space stack stream sync tech tron vault view ware wave works
""".split()  # noqa: SIM905
VOCABULARY = (*_WORDS[:40], *_PHRASES, *_WORDS[40:], PHRASE, *(head + end for end in _ENDS for head in _HEADS))

TOPICS = (
    "AI", "Machine Learning", "Computer Vision", "Natural Language Processing", "Robotics", "Autonomous Cars",
    "Deep Learning", "Cloud AI", "AI Hardware", "AI Ethics", "Speech", "Data Science", "Reinforcement Learning",
    "Power Apps", "Portals", "Healthcare", "Fintech", "Privacy", "Quantum", "Edge Computing",
)  # fmt: skip
PROVIDERS = (("WBUR", "wbur.org"), *((f"Provider {k}", f"provider{k}.example") for k in range(1, 400)))


def _zipf(count: int, shift: float = 0.0) -> list[float]:
    return list(accumulate(1 / (rank + 1 + shift) for rank in range(count)))


# Shifted so that "the" is in 80 % of the articles, as it is in real ones.
_VOCABULARY, _TOPICS, _PROVIDERS = _zipf(len(VOCABULARY), 2.5), _zipf(len(TOPICS)), _zipf(len(PROVIDERS))
_FIRST_DAY, _SECONDS = datetime(2015, 1, 1), 10 * 365 * 86_400  # noqa: DTZ001  # UTC, as the files say


@dataclass(frozen=True)
class Catalogue:
    """A folder of articles. `counts`: what is in it, by name (`articles`, `bytes`, `errors`, …)."""

    folder: Path
    counts: Mapping[str, int]
    some_id: str
    """The id of one of its articles."""

    @property
    def some_file(self) -> Path:
        return next(self.folder.glob(f"*/{self.some_id}.md"))


def catalogue(parent: Path, files: int) -> Catalogue:
    """The catalogue of so many files in a folder of `parent`, written unless it is there already."""
    folder, truth = parent / str(files), parent / f"{files}.json"
    said = json.loads(truth.read_text()) if truth.exists() else {}
    if said.get("edition") != EDITION:
        said = {"edition": EDITION, "some_id": _stem(0), "counts": _write(folder, files)}
        truth.write_text(json.dumps(said, indent=1, sort_keys=True))
    return Catalogue(folder, said["counts"], said["some_id"])


def _write(folder: Path, files: int) -> Counter[str]:
    starts = range(0, files, FOLDER)
    counts: Counter[str] = Counter()
    write = partial(_write_folder, folder, files)
    if len(starts) == 1:
        return write(0)
    with ProcessPoolExecutor() as pool:
        for each in pool.map(write, starts):
            counts.update(each)
    return counts


def _write_folder(parent: Path, files: int, start: int) -> Counter[str]:
    folder = parent / f"{start // FOLDER:05d}"
    folder.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    for article in articles(start, min(start + FOLDER, files)):
        data = article.text.encode()
        (folder / f"{article.stem}.md").write_bytes(data)
        counts.update(article.has, articles=1, bytes=len(data))
    return counts


@dataclass(frozen=True, slots=True)
class Article:
    """`has`: which of the things counted it is or has."""

    stem: str
    text: str
    has: list[str]


def articles(start: int, stop: int) -> Iterator[Article]:
    """The articles with these numbers; `start` begins a folder."""
    chance = random.Random(f"{EDITION} {start}")
    for number in range(start, stop):
        yield _article(number, chance)


def _stem(number: int) -> str:
    return next(articles(number, number + 1)).stem


def _article(number: int, chance: random.Random) -> Article:
    title, excerpt = _text(chance, 5, 11), _text(chance, 20, 48)
    if number % RARE_EVERY == 7:
        excerpt = f"{excerpt} {RARE}"
    when = _FIRST_DAY + timedelta(seconds=chance.randrange(_SECONDS))
    [(name, domain)] = chance.choices(PROVIDERS, cum_weights=_PROVIDERS)
    topics = list(dict.fromkeys(chance.choices(TOPICS, cum_weights=_TOPICS, k=chance.choice((1, 1, 2, 2, 3)))))
    wrong = number % WRONG_EVERY == 3
    slug = "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:80]
    url = f"https://www.{domain}/{when:%Y/%m/%d}/{slug}-{number}"
    text = f"""---
category: news
title: "{title}"
excerpt: "{excerpt}"
publishedDateTime: {when:%Y-%m-%dT%H:%M:%SZ}
originalUrl: "{url}"
{"" if wrong else f'webUrl: "{url}"{chr(10)}'}{_amp(chance, domain, slug, number)}type: article
quality: {chance.randrange(101)}
heat: {chance.randrange(101)}
published: {"true" if chance.random() < 0.8 else "false"}

provider:
  name: {name}
  domain: {domain}

topics:
{"".join(f"  - {topic}{chr(10)}" for topic in topics)}
images:
  - url: "https://img.example/{chance.getrandbits(64):016x}.jpg"
    width: {chance.randint(200, 2000)}
    height: {chance.randint(200, 1400)}
    isCached: true

secured: "{_base64(chance, 240)};{_base64(chance, 16)}"
---

"""
    return Article(f"{when:%Y-%m-%d}-{slug}-{number}", text, _has((title, excerpt, slug), topics, wrong=wrong))


def _text(chance: random.Random, least: int, most: int) -> str:
    words = " ".join(chance.choices(VOCABULARY, cum_weights=_VOCABULARY, k=chance.randint(least, most)))
    return words[0].upper() + words[1:]


def _amp(chance: random.Random, domain: str, slug: str, number: int) -> str:
    """A quarter of the articles has these two lines."""
    if chance.random() >= 0.25:
        return ""
    cached = f"https://{domain.replace('.', '-')}.cdn.example/c/s/{slug}-{number}"
    return f'ampWebUrl: "https://amp.{domain}/{slug}-{number}"\ncdnAmpWebUrl: "{cached}"\n'


def _base64(chance: random.Random, size: int) -> str:
    return base64.b64encode(chance.randbytes(size)).decode()


def _has(texts: tuple[str, ...], topics: list[str], *, wrong: bool) -> list[str]:
    # A line end between two: no phrase reaches from one into the other. A slug may end with a part of a word.
    words = f" {f' {chr(10)} '.join(texts)} ".lower().replace("-", " ")
    found = [word for word in (COMMON, PHRASE, RARE) if f" {word} " in words]
    return found + [TOPIC] * (TOPIC in topics) + ["errors"] * wrong
