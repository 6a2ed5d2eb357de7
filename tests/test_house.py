"""The plan of the house holds: who may know whom, and what every room keeps."""

import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports
from wagtail.coreutils import resolve_model_string
from wagtail.fields import StreamField
from wagtail.models import Page

ROOT = Path(settings.BASE_DIR)
# From the top of the stairs down: a room may know the rooms to its right, never to its left.
ROOMS = ["lti", "progress", "courses", "tutorials", "directory", "offline", "paper", "cms"]


def test_imports_go_down_the_stairs():

    assert (
        lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == EXIT_STATUS_SUCCESS
    )


def model_arrows():
    """Every relation between models of two rooms, foreign keys written as strings included."""
    for model in apps.get_models():
        room = model._meta.app_label
        if room not in ROOMS:
            continue
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model:
                other = field.related_model._meta.app_label
                if other in ROOMS and other != room:
                    yield room, other, f"{model.__name__}.{field.name}"


def test_models_point_down_the_stairs():
    arrows = list(model_arrows())
    assert ("tutorials", "directory", "TutorialPage.e_service") in arrows
    wrong = [name for room, other, name in arrows if ROOMS.index(room) > ROOMS.index(other)]
    assert wrong == []


def named_models(model):
    """The models that `model` names by string: what may hang below it, what its blocks choose."""
    if issubclass(model, Page) and "subpage_types" in model.__dict__:
        yield from map(resolve_model_string, model.subpage_types)
    for field in model._meta.get_fields():
        if isinstance(field, StreamField):
            yield from chosen_models(field.stream_block)


def chosen_models(block):
    """The models that a block and its children choose from."""
    if hasattr(block, "target_model"):
        yield resolve_model_string(block.target_model)
    children = [*getattr(block, "child_blocks", {}).values(), getattr(block, "child_block", None)]
    for child in filter(None, children):
        yield from chosen_models(child)


def test_blocks_and_page_types_point_down_the_stairs():
    arrows = {
        (model._meta.app_label, other._meta.app_label)
        for model in apps.get_models()
        for other in named_models(model)
        if model._meta.app_label in ROOMS and other._meta.app_label in ROOMS
    }
    assert ("tutorials", "directory") in arrows
    assert [arrow for arrow in arrows if ROOMS.index(arrow[0]) > ROOMS.index(arrow[1])] == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_explains_itself(room):
    readme = (ROOT / room / "README.md").read_text()
    for heading in ("## Owns", "## Never", "## Start reading"):
        assert heading in readme


def source_files():
    for pattern in ("*.py", "*.ts", "*.css", "*.html"):
        for path in ROOT.rglob(pattern):
            parts = path.relative_to(ROOT).parts
            if not {"migrations", "node_modules", "dist", "var"} & set(parts) and parts[0][0] != ".":
                yield path


def test_no_room_is_too_large_to_oversee():
    long = {
        p.relative_to(ROOT): n for p in source_files() if (n := len(p.read_text().splitlines())) > 400
    }
    assert long == {}


def test_no_two_files_of_tests_are_one_module():
    """Outside packages, pytest knows a file by its name alone, and refuses the second."""
    names = [
        p.name for p in (ROOT / "tests").rglob("test_*.py") if not (p.parent / "__init__.py").exists()
    ]
    assert sorted(set(names)) == sorted(names)


def test_migrations_say_what_the_models_say(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("room", ROOMS)
def test_romanian_is_whole(room):
    with (ROOT / room / "locale/ro/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    holes = [
        message.id
        for message in catalogue
        if message.id and ("fuzzy" in message.flags or not all(_forms(message.string)))
    ]
    assert holes == []


@pytest.mark.parametrize("room", ROOMS)
def test_romanian_letters_are_romanian(room):
    text = (ROOT / room / "locale/ro/LC_MESSAGES/django.po").read_text()
    assert not set("şţŞŢ") & set(text)


def _forms(string):
    return string if isinstance(string, tuple | list) else (string,)


def run_settings(module: str, **environment) -> subprocess.CompletedProcess:
    """`manage.py check` under `module` in a process and an environment of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": module, "PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL"])
def test_production_refuses_to_guess(missing, tmp_path):
    environment = {
        "SECRET_KEY": "k" * 60,
        "ALLOWED_HOSTS": "pascupas.exemplu",
        "PUBLIC_URL": "https://pascupas.exemplu",
        "DATA_DIR": str(tmp_path),
    }
    del environment[missing]
    answer = run_settings("cms.settings.base", **environment)
    assert answer.returncode != 0
    assert f"Set the environment variable {missing}" in answer.stderr


def test_production_passes_the_deployment_checks(tmp_path):
    answer = run_settings(
        "cms.settings.base",
        SECRET_KEY="0a1b2c3d4e5f6g7h8i9j-aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsS",
        ALLOWED_HOSTS="pascupas.exemplu",
        PUBLIC_URL="https://pascupas.exemplu",
        DATA_DIR=str(tmp_path),
    )
    assert answer.returncode == 0, answer.stderr
