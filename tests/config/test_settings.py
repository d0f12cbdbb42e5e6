"""What every installation relies on: the settings' table, the versions, the locks, the deployment check."""

import os
import re
import subprocess
import sys

import django
import pytest
import wagtail
from django.conf import settings

ASKED = re.compile(r"""(?:environ(?:\.get\(|\[)|switched_on\(|listed\()\s*["']([A-Z_]+)["']""")
LISTED = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
LOCKS = ["requirements/app.txt", "requirements/dev.txt", "requirements/node.txt", "package-lock.json"]


def test_every_variable_that_the_settings_read_is_in_the_table_and_no_other():
    sources = (settings.BASE_DIR / "site/config/settings").glob("*.py")
    asked = {name for source in sources for name in ASKED.findall(source.read_text())}
    assert asked == set(LISTED.findall((settings.BASE_DIR / "docs/settings.md").read_text()))


def test_django_has_the_fixes_it_must_have():
    assert django.VERSION >= (5, 2, 19)


def test_wagtail_is_the_major_version_that_was_tried():
    assert wagtail.VERSION >= (8, 0, 1)


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_a_host(lock):
    text = (settings.BASE_DIR / lock).read_text()
    # Whom to thank for a package is an address too, and nothing is fetched from it.
    text = re.sub(r'"funding": (\{[^}]*\}|\[[^]]*\]|"[^"]*")', "", text)
    assert re.findall(r"\w+://\S+|^--?(?:i|index-url|extra-index-url|find-links)\b.*", text, re.MULTILINE) == []


@pytest.mark.parametrize("lock", LOCKS[:3])
def test_every_locked_package_has_a_hash(lock):
    packages = re.findall(r"^[^#\s].*(?:\n {4}--.*)*", (settings.BASE_DIR / lock).read_text(), re.MULTILINE)
    assert packages
    assert [package for package in packages if "--hash=sha256:" not in package] == []


def test_the_folder_site_is_not_a_package():
    assert not (settings.BASE_DIR / "site/__init__.py").exists()


def test_the_set_up_can_be_imported_before_any_package_is_there():
    code = "import sys; sys.path.insert(0, 'site'); import config.bootstrap.up, config.bootstrap.checks"
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=settings.BASE_DIR, capture_output=True, check=False)
    assert done.stderr.decode() == ""


def test_the_production_settings_pass_the_deployment_check():
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.production", "SECRET_KEY": "k9" * 30 + "+/-_*x"}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    env.setdefault("DATABASE_URL", "postgis://nobody@127.0.0.1:9/nothing")
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.django_db
def test_the_sign_in_page_of_the_staff_is_whole(client):
    assert 'name="password"' in client.get("/admin/login/").content.decode()
