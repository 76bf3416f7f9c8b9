"""How good `newscat similar` is, on a catalogue of real articles, and a language model beside it.

    python benchmarks/similar.py CATALOGUE [--model FOLDER]

Two measures that need nobody's judgement:

* `related`: an article's neighbours against the articles of the catalogue that its `related` names;
  precision of the first 5, recall of the first 10. Only where there are such articles.
* `title → excerpt`: each article is cut in two, and the half with the excerpt is looked for by the
  half with the title; how often it comes first, among the first 5 and 10, and the mean of 1/place.

FOLDER is that of a sentence-transformers model (with the package of that name installed).
"""

import argparse
import html
import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from newscat import Catalogue, Record, open_catalogue


def by_related(catalogue: Catalogue, records: Sequence[Record]) -> tuple[int, float, float]:
    """Articles with a truth, precision of the first 5, recall of the first 10."""
    address = {url: record.id for record in records for url in record.urls if url}
    precision = recall = 0.0
    asked = 0
    for record in records:
        truth = {address[other.url] for other in record.related if other.url in address} - {record.id}
        if truth:
            found = [near.record.id for near in catalogue.similar(record)]
            precision += len(truth.intersection(found[:5])) / 5
            recall += len(truth.intersection(found)) / len(truth)
            asked += 1
    return asked, precision / max(asked, 1), recall / max(asked, 1)


def by_halves(records: Sequence[Record]) -> list[int]:
    """For each article the place (1 is the first) of its excerpt among those like its title."""
    with tempfile.TemporaryDirectory() as folder:
        for number, record in enumerate(records):
            for half in ("title", "excerpt"):
                text = json.dumps(html.unescape(getattr(record, half)))
                Path(folder, f"{number}-{half}.md").write_text(f"---\n{half}: {text}\n---\n", encoding="utf-8")
        catalogue = open_catalogue(folder)
        return [_place(catalogue, number, len(records)) for number in range(len(records))]


def _place(catalogue: Catalogue, number: int, last: int) -> int:
    found = catalogue.similar(f"{number}-title", None, min_score=0)
    excerpts = [near.record.id for near in found if near.record.id.endswith("-excerpt")]
    wanted = f"{number}-excerpt"
    return excerpts.index(wanted) + 1 if wanted in excerpts else last


def by_model(folder: str, records: Sequence[Record]) -> list[int]:
    """The same of a language model: cosines of its vectors."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(folder, device="cpu")
    titles, excerpts = (
        model.encode([html.unescape(getattr(record, half)) for record in records], normalize_embeddings=True)
        for half in ("title", "excerpt")
    )
    likeness = titles @ excerpts.T
    return [int((likeness[number] > likeness[number, number]).sum()) + 1 for number in range(len(records))]


def shown(name: str, places: Iterable[int]) -> str:
    known = list(places)
    first = [sum(place <= most for place in known) / len(known) for most in (1, 5, 10)]
    mean = sum(1 / place for place in known) / len(known)
    return f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in (*first, mean)) + " |"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("catalogue")
    parser.add_argument("--model")
    asked = parser.parse_args()
    catalogue = open_catalogue(asked.catalogue)
    records = list(catalogue.select())
    known, precision, recall = by_related(catalogue, records)
    print(f"{len(records)} articles, {known} of which name another one of the catalogue in `related`")
    if known:
        print(f"related: precision@5 {precision:.3f}, recall@10 {recall:.3f}")
    whole = [record for record in records if record.title and record.excerpt]
    print(
        f"\n| title → excerpt, {len(whole)} articles | first | of 5 | of 10 | mean 1/place |\n|---|---:|---:|---:|---:|"
    )
    print(shown("newscat similar", by_halves(whole)))
    if asked.model:
        print(shown("model", by_model(asked.model, whole)))


if __name__ == "__main__":
    main()
