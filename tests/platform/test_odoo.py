"""Which Odoo is taken, and what is said about one that cannot be."""

import hashlib
import subprocess

import pytest

from gov import odoo, venv
from gov.common import Problem


def checkout(tmp_path, info):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text(f"version_info = {info}\n", encoding="utf-8")
    (tmp_path / "odoo-bin").touch()
    (tmp_path / "addons" / "web").mkdir(parents=True)
    return tmp_path


def test_a_checkout_of_19_is_taken_with_its_addons(tmp_path):
    found = odoo.from_checkout(checkout(tmp_path, "(19, 0, 0, FINAL, 0, '')"))
    assert found.script == tmp_path / "odoo-bin"
    assert found.addons_paths == (tmp_path / "addons",)
    assert found.source == tmp_path / "odoo"


@pytest.mark.parametrize("info, series", [("(18, 0, 0, FINAL, 0, '')", "18.0"), ("('saas~19', 1, 0)", "saas~19.1")])
def test_another_series_is_refused(tmp_path, info, series):
    with pytest.raises(Problem, match=rf"is Odoo {series}; this suite is made for Odoo 19\.0"):
        odoo.from_checkout(checkout(tmp_path, info))


def test_a_folder_without_odoo_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_SRC", str(tmp_path))
    with pytest.raises(Problem, match=r"no checkout of Odoo"):
        odoo.provision()


def package(folder, version):
    control = folder / "tree" / "DEBIAN" / "control"
    control.parent.mkdir(parents=True)
    control.write_text(
        f"Package: odoo-19\nVersion: {version}\nArchitecture: all\nMaintainer: a <a@b.c>\nDescription: x\n",
        encoding="utf-8",
    )
    path = folder / "odoo-19.deb"
    subprocess.run(["dpkg-deb", "-b", folder / "tree", path], check=True, capture_output=True)
    return path


def test_the_pinned_version_with_another_checksum_is_refused_and_removed(tmp_path):
    path = package(tmp_path, odoo.PINNED_VERSION)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(Problem, match=digest):
        odoo.check_package(path)
    assert not path.exists()


def test_another_version_of_the_series_is_named_as_it_is(tmp_path):
    assert odoo.check_package(package(tmp_path, "19.0.1+dfsg-1")) == "19.0.1+dfsg-1"


def test_another_series_in_a_package_is_refused(tmp_path):
    with pytest.raises(Problem, match="version 20"):
        odoo.check_package(package(tmp_path, "20.0.0+dfsg-1"))


class Mirror:
    """A mirror that has moved on."""

    suite = "bookworm"
    reachable = True

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass

    def update(self):
        if not self.reachable:
            raise Problem("Temporary failure resolving the mirror")

    def offers(self, _name, _suite):
        return True

    def versions(self, _name):
        return ["19.0.9+dfsg-1"]


def test_a_newer_version_on_the_mirror_is_used_only_when_allowed(tmp_path, monkeypatch):
    monkeypatch.setattr(odoo, "PrivateApt", Mirror)
    monkeypatch.delenv("ODOO_DEB_ANY", raising=False)
    with pytest.raises(Problem, match=r"19\.0\.9\+dfsg-1 and no longer .*\n.*ODOO_DEB_ANY=1"):
        odoo.download(tmp_path, tmp_path / "odoo-19_x.deb", [])
    monkeypatch.setenv("ODOO_DEB_ANY", "1")
    assert odoo.choose_version(["19.0.9+dfsg-1"]) == "19.0.9+dfsg-1"


def test_without_a_network_it_is_said_what_to_place_where(tmp_path, monkeypatch):
    monkeypatch.setattr(odoo, "PrivateApt", Mirror)
    monkeypatch.setattr(Mirror, "reachable", False)
    with pytest.raises(Problem) as caught:
        odoo.download(tmp_path, tmp_path / "odoo-19_19.0.0+dfsg-1_all.deb", ["libjs-jquery"])
    text = str(caught.value)
    assert str(tmp_path) in text
    assert "odoo-19_19.0.0+dfsg-1_all.deb" in text
    assert "libjs-jquery_*.deb" in text
    assert "ODOO_SRC=" in text


def test_links_that_leave_the_package_become_files(tmp_path):
    web = tmp_path / "odoo" / "addons" / "web" / "static"
    web.mkdir(parents=True)
    fonts = tmp_path / "share"
    fonts.mkdir()
    (fonts / "f.woff").write_text("woff", encoding="utf-8")
    (fonts / "f.woff2").write_text("woff2", encoding="utf-8")
    (web / "f.woff").symlink_to(fonts / "f.woff2")
    (web / "inside").symlink_to(web / "f.woff")
    odoo.settle(tmp_path)
    assert (web / "f.woff").read_text(encoding="utf-8") == "woff"
    assert not (web / "f.woff").is_symlink()
    assert (web / "inside").is_symlink()


def test_a_missing_file_of_the_web_client_is_an_error(tmp_path):
    web = tmp_path / "odoo" / "addons" / "web"
    web.mkdir(parents=True)
    (web / "jquery.js").symlink_to("../../../../nowhere/jquery.js")
    with pytest.raises(Problem, match=r"nowhere/jquery\.js"):
        odoo.settle(tmp_path)


@pytest.mark.parametrize("version", [(3, 10), (3, 14)])
def test_an_unsupported_python_is_refused(version):
    with pytest.raises(Problem, match=r"3\.11, 3\.12 or 3\.13"):
        venv.check_version(version)
