"""The key of a server, and what is sealed for its holder alone."""

import stat

import pytest

from progress import sealing
from progress.keyfile import make_key_file


def test_a_key_is_made_once_and_is_nobody_elses(settings, tmp_path):
    public = sealing.public_key()
    assert sealing.public_key() == public
    path = sealing.key_file()
    assert path.parent == settings.DATA_DIR
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    sealed = sealing.seal(b"facts", public, b"about")
    assert sealing.unseal(sealed, b"about") == b"facts"
    settings.SEALING_KEY = str(tmp_path / "shared.pem")
    assert sealing.public_key() != public
    for about in (b"about", b"else"):
        with pytest.raises(sealing.Unsealable):
            sealing.unseal(sealed, about)
    settings.SEALING_KEY = str(path)
    assert sealing.unseal(sealed, b"about") == b"facts"
    for flaw in (b"", b"x", sealed[:64], sealed[:-1], b"\4" + b"\0" * 100):
        with pytest.raises(sealing.Unsealable):
            sealing.unseal(flaw, b"about")


def test_of_two_that_make_the_key_at_once_one_stays(settings, tmp_path):
    path = tmp_path / "key.pem"
    settings.SEALING_KEY = str(path)
    make_key_file(path, sealing.ec.generate_private_key(sealing.CURVE))
    first = path.read_bytes()
    make_key_file(path, sealing.ec.generate_private_key(sealing.CURVE))
    assert path.read_bytes() == first
    assert [p.name for p in tmp_path.glob("key.pem*")] == ["key.pem"]


@pytest.mark.parametrize("text", ["", "x", "ă", "A" * 87, "BBBB"])
def test_what_is_no_public_key(text):
    with pytest.raises(sealing.NoKey):
        sealing.read_key(text)


def test_what_is_no_private_key(settings, tmp_path):
    from cryptography.hazmat.primitives.asymmetric import ec, x25519
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    settings.SEALING_KEY = str(tmp_path / "key.pem")
    pem = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    others = [ec.generate_private_key(ec.SECP384R1()), x25519.X25519PrivateKey.generate()]
    for content in [b"", b"nonsense", *(key.private_bytes(*pem) for key in others)]:
        (tmp_path / "key.pem").write_bytes(content)
        for _ in range(2):
            with pytest.raises(sealing.NoKey):
                sealing.public_key()
        assert (tmp_path / "key.pem").read_bytes() == content


def test_a_key_that_cannot_be_read_is_no_key_and_stays(settings, tmp_path):
    """A folder in its place, a link to nowhere: what even root cannot read."""
    folder, link = tmp_path / "folder.pem", tmp_path / "link.pem"
    folder.mkdir()
    link.symlink_to(tmp_path / "unmounted" / "key.pem")
    for path in (folder, link):
        settings.SEALING_KEY = str(path)
        for ask in (sealing.public_key, lambda: sealing.unseal(b"x" * 100, b"about")):
            with pytest.raises(sealing.NoKey):
                ask()
        assert sealing.key_in_pages() == ""
    assert folder.is_dir()
    assert link.is_symlink()
    assert not link.exists()
