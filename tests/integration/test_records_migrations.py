"""Databases are made, brought up to date, and left alone when they are not ours to change."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from agent.domain import FlowState, Language
from agent.errors import RecordsTooNew, RecordsUnavailable
from agent.records import migrations, open_records
from agent.records.engine import open_engine
from agent.records.migrations import HEAD, REVISIONS, upgrade
from agent.records.tables import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

FOLDER = Path(migrations.__file__).parent

OPENER = """
import sys
from agent.records import open_records
print("ready", flush=True)
sys.stdin.readline()
open_records(sys.argv[1]).close()
"""


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    """An engine for a database with nothing in it."""
    opened = open_engine(empty_url)
    yield opened
    opened.dispose()


def revisions(engine: Engine) -> list[str]:
    """What the version table holds."""
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT version_num FROM alembic_version")))


def test_the_migrated_tables_are_the_declared_ones(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []
    assert revisions(engine) == [HEAD]


def test_every_foreign_key_cascades_and_is_indexed(engine: Engine) -> None:
    upgrade(engine)
    found = inspect(engine)
    for table in Base.metadata.tables:
        led = [index["column_names"][0] for index in found.get_indexes(table)]
        led += [each["column_names"][0] for each in found.get_unique_constraints(table)]
        for key in found.get_foreign_keys(table):
            assert key["options"] == {"ondelete": "CASCADE"}, (table, key)
            assert key["constrained_columns"][0] in led, (table, key)
        columns = {column["name"] for column in found.get_columns(table)}
        assert "owner_id" in columns or table == "owner"


def test_the_named_revisions_are_those_in_the_folder() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    script = ScriptDirectory.from_config(config)
    found = [revision.revision for revision in script.walk_revisions()]
    assert tuple(reversed(found)) == REVISIONS
    assert script.get_heads() == [HEAD]


def test_upgrading_again_changes_nothing(empty_url: str) -> None:
    first = open_records(empty_url)
    made = first.start("kari", Language.NB, FlowState())
    first.close()
    second = open_records(empty_url)
    assert second.conversation("kari", made.id) == made
    assert revisions(second.engine) == [HEAD]
    second.close()


def test_an_up_to_date_database_is_opened_without_alembic(empty_url: str) -> None:
    open_records(empty_url).close()
    code = (
        "import sys, agent.records\n"
        "assert 'sqlalchemy' not in sys.modules\n"
        "agent.records.open_records(sys.argv[1]).close()\n"
        "assert not [name for name in sys.modules if name.startswith('alembic')]\n"
    )
    subprocess.run([sys.executable, "-c", code, empty_url], check=True, cwd=ROOT)


def test_a_newer_database_is_not_touched(engine: Engine, backend: str) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
        connection.execute(text("CREATE TABLE later (id INTEGER PRIMARY KEY)"))
    engine.dispose()
    path = Path(engine.url.database or "")
    if backend == "sqlite":  # a later version may have left write-ahead logging
        with sqlite3.connect(path) as plain:
            plain.execute("PRAGMA journal_mode = DELETE")
        plain.close()
        before = path.read_bytes()
    with pytest.raises(RecordsTooNew) as caught:
        open_records(engine.url.render_as_string(hide_password=False))
    assert caught.value.details["revision"] == "9999_later"
    assert str(path) in str(caught.value.details["path"])
    assert revisions(engine) == ["9999_later"]
    assert "later" in inspect(engine).get_table_names()
    engine.dispose()
    if backend == "sqlite":
        assert path.read_bytes() == before
        assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("table", ["conversation", "embeddings"])
def test_another_programs_database_is_not_touched(engine: Engine, backend: str, table: str) -> None:
    if backend == "postgresql" and table != "conversation":
        return  # a schema may be shared as long as no name is taken
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY)"))
    with pytest.raises(RecordsUnavailable) as caught:
        upgrade(engine)
    assert caught.value.details["reason"] == "a database of another program"
    assert inspect(engine).get_table_names() == [table]


def test_a_failed_migration_leaves_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    copy = tmp_path / "50 % migrations"
    shutil.copytree(FOLDER, copy)
    script = copy / "versions" / "r0001_first_records.py"
    broken = script.read_text().replace("    _index()\n", "    raise RuntimeError('cut')\n", 1)
    script.write_text(broken)
    monkeypatch.setattr(migrations, "__file__", str(copy / "__init__.py"))
    with pytest.raises(RuntimeError, match="cut"):
        upgrade(engine)
    assert inspect(engine).get_table_names() == []
    monkeypatch.undo()
    upgrade(engine)
    assert revisions(engine) == [HEAD]


def test_processes_that_start_together_migrate_once(empty_url: str) -> None:
    openers = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, empty_url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for opener in openers:
        assert opener.stdout is not None
        assert opener.stdout.readline() == "ready\n"
    for opener in openers:
        assert opener.stdin is not None
        opener.stdin.write("go\n")
        opener.stdin.flush()
    for opener in openers:
        _, errors = opener.communicate(timeout=60)
        assert opener.returncode == 0, errors
    engine = open_engine(empty_url)
    assert revisions(engine) == [HEAD]
    engine.dispose()


def test_a_sqlite_file_is_durable_checked_and_private(tmp_path: Path) -> None:
    path = tmp_path / "kollega.sqlite3"
    records = open_records(f"sqlite:///{path}")
    with records.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }
    records.start("kari", Language.NB, FlowState())
    for each in tmp_path.iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600, each
    records.close()
