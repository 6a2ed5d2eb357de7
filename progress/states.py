"""The one writer of PageState: brings states up to their facts."""

from collections.abc import Sequence

from progress.facts import Claim
from progress.fold import FOLD_VERSION, FoldedFact, fold
from progress.models import Fact, Learner, PageState

READ_BY_FOLD = ("uuid", "device", "seq", "kind", "page", "block", "data", "verdict")


def folded(fact: Fact) -> FoldedFact:
    """What the fold reads of a stored fact, its verdict kept at receipt included."""
    return FoldedFact(
        id=str(fact.uuid),
        device=str(fact.device),
        seq=fact.seq,
        kind=fact.kind,
        page=str(fact.page),
        block=fact.block,
        data=fact.data,
        verdict=fact.verdict,
    )


def advance(learner: Learner, facts: Sequence[Claim]) -> None:
    """Folds `facts`, stored just now, into the states of their pages.

    Call it with the learner's row locked. A page whose state an older fold made is folded from all of
    its facts, since the two must not be mixed.
    """
    pages = {fact.page for fact in facts}
    kept = list(PageState.objects.filter(learner=learner, page__in=pages))
    current = {str(row.page): row.state for row in kept if row.fold_version == FOLD_VERSION}
    outdated = {str(row.page) for row in kept if row.fold_version != FOLD_VERSION}
    again = Fact.objects.filter(learner=learner, page__in=outdated) if outdated else ()
    news = [fact for fact in facts if fact.page not in outdated]
    write(learner, fold([*news, *map(folded, again)], states=current))


def rebuild(learner: Learner) -> int:
    """Makes all states of `learner` anew from the facts; how many were not what they should be.

    Call it with the learner's row locked.
    """
    rows = Fact.objects.filter(learner=learner).only(*READ_BY_FOLD)
    wanted = fold(map(folded, rows.iterator(chunk_size=2000)))
    kept = {str(row.page): row for row in PageState.objects.filter(learner=learner)}
    changed = {
        page: state
        for page, state in wanted.items()
        if page not in kept or (kept[page].state, kept[page].fold_version) != (state, FOLD_VERSION)
    }
    groundless = [row.pk for page, row in kept.items() if page not in wanted]
    PageState.objects.filter(pk__in=groundless).delete()
    write(learner, changed)
    return len(changed) + len(groundless)


def write(learner: Learner, states: dict) -> None:
    PageState.objects.bulk_create(
        [
            PageState(learner=learner, page=page, state=state, fold_version=FOLD_VERSION)
            for page, state in states.items()
        ],
        update_conflicts=True,
        unique_fields=["learner", "page"],
        update_fields=["state", "fold_version"],
    )
