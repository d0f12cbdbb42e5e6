"""Each thing that can stop the set-up says what is wrong and what to do. Real commands on a bare machine."""

import argparse
import socket

import pytest

from config.bootstrap import up
from config.bootstrap.console import Problem
from config.bootstrap.programs import Failed

EXTERNAL = "postgis://nobody@127.0.0.1:9/nothing"
FAKE_LOCK = "django==5.2.19 --hash=sha256:" + "0" * 64 + "\n"


def have_all_packages(machine):
    machine.have("msgfmt", "apt-get")


def test_a_command_before_the_set_up_names_the_set_up(machine):
    done = machine.run("migrate")
    assert (done.returncode, "python3 manage.py up --setup-only" in done.stderr) == (1, True)


def test_without_apt_the_missing_packages_are_named(machine):
    done = machine.run("up", "--setup-only", DATABASE_URL=EXTERNAL)
    assert done.returncode == 1
    assert "no apt-get here" in done.stderr
    assert "gettext (for translations)" in done.stderr


def test_without_root_and_sudo_the_order_for_an_administrator_is_given(machine, others_machine):
    machine.have("apt-get")
    done = others_machine("up", "--setup-only", DATABASE_URL=EXTERNAL)
    assert "you are not root and have no sudo" in done.stderr
    assert "apt-get install -y gettext" in done.stderr


def test_sudo_that_would_ask_for_a_password_is_not_waited_for(machine, others_machine):
    machine.have("apt-get")
    machine.have("sudo", doing="exit 1")
    done = others_machine("up", "--setup-only", DATABASE_URL=EXTERNAL)
    assert "sudo would ask for a password" in done.stderr


def test_packages_that_apt_cannot_install_show_what_apt_said(machine):
    machine.have("env", doing='echo "E: Unable to locate package gettext"; exit 100')
    machine.have("apt-get")
    machine.have("sudo", doing='[ "$2" = true ] || { echo "E: Unable to locate package gettext"; exit 100; }')
    done = machine.run("up", "--setup-only", DATABASE_URL=EXTERNAL)
    assert "E: Unable to locate package gettext" in done.stderr
    assert "apt-get update" in done.stderr


def test_an_unreachable_package_index_is_told_from_a_wrong_lock(machine):
    have_all_packages(machine)
    (machine.checkout / "requirements/app.txt").write_text(FAKE_LOCK)
    dead = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}
    done = machine.run("up", "--setup-only", DATABASE_URL=EXTERNAL, **dead)
    assert "index cannot be reached" in done.stderr
    assert "PIP_INDEX_URL" in done.stderr


def test_a_taken_port_is_named_with_a_free_one(machine):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = machine.run("up", "--port", str(port))
    assert f"Port {port} is taken" in done.stderr
    assert "manage.py up --port" in done.stderr


def test_a_private_folder_that_cannot_be_made_is_named(machine):
    done = machine.run("up", PRIVATE_DIR="/proc/private")
    assert "/proc/private cannot be made" in done.stderr


def test_a_reset_beside_a_given_database_is_refused_before_anything_is_dropped(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", EXTERNAL)
    with pytest.raises(Problem, match="names another"):
        up.provide_database(argparse.Namespace(reset=True))


def test_a_failure_keeps_everything_the_program_said(tmp_path, monkeypatch):
    monkeypatch.setattr("config.bootstrap.checkout.PRIVATE", tmp_path)
    said = "\n".join(f"line {number}" for number in range(100))
    problem = Failed(["program"], 1, said).problem("It failed", "Mend it.")
    assert "line 99" in problem.what
    assert "line 0\n" not in problem.what
    assert "line 0\n" in (tmp_path / "last-failure.log").read_text()


@pytest.mark.parametrize("port", ["0", "-1", "80000", "web", "²"])
def test_what_is_no_port_is_refused_before_anything_is_done(machine, port):
    done = machine.run("up", f"--port={port}")
    assert (done.returncode, "from 1024 to 65535" in done.stderr) == (2, True)


def test_without_a_command_the_commands_are_told(machine):
    done = machine.run()
    assert (done.returncode, "python3 manage.py up" in done.stdout) == (0, True)
