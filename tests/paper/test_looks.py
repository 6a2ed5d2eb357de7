"""How documents look where words are many: the foot of a page, what stays together, long titles."""

import pytest
from making import made
from pdfs import broken_rules, outside, printed
from reading import aloud, unspaced

from cms.models import SiteSettings
from paper.templatetags.paper import running

LIBRARY = {
    "organisation": "Biblioteca Județeană „Numele Scriitorului”, Filiala pentru Copii și Tineret",
    "phone": "0264 000 000, interior 1234",
    "contact_email": "relatii.cu.publicul@biblioteca-judeteana.exemplu",
    "website": "www.biblioteca-judeteana-numele-scriitorului.exemplu/filiale/cartier/tineret",
}
AS_LONG_AS_CAN_BE = {
    "organisation": ("BIBLIOTECA JUDEȚEANĂ " * 9)[:120].strip(),
    "phone": "0264 000 000 " * 3,
    "contact_email": f"{'m' * 60}@{'w' * 60}.{'m' * 60}.{'w' * 60}.ro",
    "website": f"www.{'w' * 73}.ro",
}
TITLE = (
    "Cum plătesc taxele și impozitele locale, amenzile și alte sume cu cardul, de acasă, fără cont"
    " și fără să stau la coadă la casierie, an de an"
)


@pytest.fixture
def behind(site):
    """Who stands behind the site."""

    def behind(**values):
        SiteSettings.objects.update_or_create(site=site, defaults=values)

    return behind


# --- the foot of a page -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ghid", "fisa", "fisa-elev", "dezbatere"])
@pytest.mark.parametrize("title", [TITLE, "Scurt", "Supercalifragilistic" * 7])
def test_who_stands_behind_a_document_has_room_at_the_foot(name, title, tutorial, behind):
    behind(**LIBRARY)
    tutorial.title = title
    body = made(tutorial, name).body
    assert outside(body) == []
    foot = unspaced(" · ".join([running(title), *LIBRARY.values()]))
    assert all(foot in unspaced(said) for said in printed(body))


def test_whatever_the_settings_allow_fits_at_the_foot(tutorial, behind):
    behind(**AS_LONG_AS_CAN_BE)
    tutorial.title = "W" * 150
    assert outside(made(tutorial, "ghid").body) == []


def test_a_title_is_repeated_by_its_first_words():
    assert running("Petiția mea are număr") == "Petiția mea are număr"
    assert running(TITLE) == "Cum plătesc taxele și impozitele locale, amenzile și alte…"
    assert running("Ș" * 150) == "Ș" * 59 + "…"


def test_large_letters_say_last_who_stands_behind_them(tutorial, behind):
    """Their foot has no room for it, and what stands in a foot is not read aloud."""
    behind(**LIBRARY)
    body = made(tutorial, "ghid-mare").body
    assert outside(body) == []
    assert broken_rules(body) == {}
    assert aloud(body).endswith(unspaced(" · ".join(LIBRARY.values())))


# --- words that no line parts -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["anunt", "afis", "ghid"])
@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2007"])
def test_a_title_of_joined_words_stays_on_the_paper(name, space, tutorial):
    tutorial.title = "un titlu cu cuvinte legate care nu se rup niciunde".replace(" ", space)
    body = made(tutorial, name).body
    assert outside(body) == []
    assert unspaced(tutorial.title) in aloud(body)


def test_a_wide_word_of_a_poster_stays_on_the_paper(tutorial):
    tutorial.title = "Wwwwwwwwwwwwwwwwwm"
    assert outside(made(tutorial, "afis").body) == []
