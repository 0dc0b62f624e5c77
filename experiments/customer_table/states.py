"""Yes and no as people write them: who has left."""

import re

import numpy as np
from numpy.typing import NDArray

from tenfold.experiments.customer_table.words import Words

_LEFT = set("yes y true t 1 left churned churn attrited lost gone exited closed cancelled canceled terminated ended "
            "expired deactivated inactive dead quit lapsed "
            "ja oui si sí gekündigt gekuendigt inaktiv résilié parti baja".split())  # fmt: skip
_THERE = set("no n false f 0 -1 stayed stay stays stayer active existing retained current open alive joined there "
             "live running loyal nein non aktiv actif activo".split())  # fmt: skip
_STYLES = [{"yes", "y", "no", "n"}, {"true", "t", "false", "f"}, {"1", "0"}, {"1", "-1"}, {"ja", "nein"},
           {"oui", "non"}, {"si", "sí", "no"}]
_PLAIN = set[str]().union(*_STYLES)
_STAYING = re.compile(r"(is|status|currently|still)*"
                      r"(active|aktiv|actif|activo|retained|stayed|alive|retention|subscribed|there)"
                      r"(flag|member|customer|status|now)*")  # fmt: skip


def states(column: Words) -> tuple[NDArray[np.float64], list[str]]:
    """Give for every word of a column whether it says that a customer has left, and what was taken for granted.

    Parameters
    ----------
    column : of the table

    Returns
    -------
    1 left, 0 still there, shape (words,); sentences

    Raises InputError where a word says neither, and lists what the column holds.
    """
    short = [_short(word) for word in column.words]
    turned = bool(_STAYING.fullmatch(re.sub("[^a-z]", "", column.name.lower()))) and set(short) <= _PLAIN
    known = [word in _LEFT or word in _THERE for word in short]
    one_style = _PLAIN.isdisjoint(short) or any(set(short) <= style for style in _STYLES)
    if not all(known) or not one_style:
        seen = ", ".join(f"{word!r} ({count:,} rows)" for word, count in column.counts()[:6])
        more = f", and {len(short) - 6:,} more" if len(short) > 6 else ""
        if column.missing.any():
            more += f", nothing ({column.missing.sum():,} rows)"
        raise column.refuse("yes or no (also true/false, 1/0, churned/active, left/stayed, attrited/existing), "
                            f"or the date of leaving; the column holds {seen}{more}")  # fmt: skip
    left = np.array([float((word in _LEFT) != turned) for word in short])
    notes = []
    if turned:
        notes.append(f"“{column.name}” is by its name yes for those still there, so no is read as left.")
    elif not set(short) <= _PLAIN:
        of = [f"“{word}” {'left' if gone else 'still there'}" for word, gone in zip(column.words, left, strict=True)]
        notes.append(f"In “{column.name}” " + ", ".join(of) + ".")
    return left, notes


def _short(word: str) -> str:
    word = word.lower().rstrip(".").strip()
    number = re.fullmatch(r"([+-]?[01])[.,]0*", word)
    word = re.sub(r"^\+", "", number[1]) if number else word
    return re.sub(r"[ _-]+(customer|user|member|subscriber|client|account)s?$", "", word)
