"""The settings: defaults, faults that say what to do, secrets from files, the key that is kept."""

import stat
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from app.settings import Settings, SettingsFault, table, variable

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "correct horse battery"


def load(folder: Path, **values: str) -> Settings:
    environ = {f"TESTME_{name.upper()}": value for name, value in values.items()}
    return Settings.load({"TESTME_DATA_DIR": str(folder / "data"), **environ})


def faults_of(folder: Path, **values: str) -> list[str]:
    with pytest.raises(SettingsFault) as raised:
        load(folder, **values)
    assert str(raised.value) == "\n".join(raised.value.faults)
    return raised.value.faults


def test_every_setting_has_its_default(tmp_path: Path) -> None:
    settings = load(tmp_path)
    expected = {
        "host": "127.0.0.1",
        "port": 8080,
        "data_dir": tmp_path / "data",
        "database_url": f"sqlite:///{tmp_path / 'data' / 'testme.sqlite'}",
        "regions_file": None,
        "default_region": "sandbox",
        "sandbox": "on",
        "sandbox_origins": (),
        "auth": "none",
        "password": "",
        "sign_in_hours": 72,
        "sign_in_days": 30,
        "workspace_days": 365,
        "audit_days": 365,
        "proxy_user_header": "X-Forwarded-User",
        "trusted_proxies": ("127.0.0.1", "::1"),
        "proxy_count": 0,
        "secret_key": settings.secret_key,
        "key_file": None,
        "accept_new_key": False,
        "allowed_hosts": (),
        "https": False,
        "connect_timeout": 5.0,
        "read_timeout": 60.0,
        "total_timeout": 600.0,
        "upstream_proxy": "",
        "ca_bundle": None,
        "max_answer_mb": 200,
        "max_upload_mb": 4096,
        "history_answer_kb": 2048,
        "history_calls": 2000,
        "threads": 8,
        "calls_per_person": 8,
        "calls_in_all": 256,
        "stop_timeout": 9.0,
        "ks": "",
        "oidc_issuer": "",
        "oidc_client_id": "",
        "oidc_client_secret": "",
        "oidc_scopes": "openid profile email",
        "oidc_groups_claim": "groups",
        "oidc_roles": (),
        "oidc_default_role": "none",
        "oidc_name": "single sign-on",
    }
    assert {item.name: getattr(settings, item.name) for item in fields(Settings)} == expected
    assert [name for name, _, _ in table()] == [variable(name) for name in expected]


def test_the_data_folder_is_instance_where_nothing_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings.load({}).data_dir == Path("instance")
    assert (tmp_path / "instance" / "secret_key").exists()


def test_every_setting_is_taken_from_the_environment(tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_text("")
    settings = load(
        tmp_path,
        host="[::1]",
        port="65535",
        database_url="postgresql+psycopg://u:p@db/testme",
        regions_file="/etc/regions.toml",
        default_region="eu",
        sandbox="OFF",
        sandbox_origins="https://App.example:443/, http://localhost:3000",
        auth="oidc",
        password=PASSWORD,
        sign_in_hours="1",
        sign_in_days="365",
        workspace_days="2",
        audit_days="3650",
        proxy_user_header="X-User",
        trusted_proxies="10.0.0.1, 0:0:0:0:0:0:0:1,",
        proxy_count="2",
        secret_key="k" * 32,
        key_file="/run/testme.key",
        accept_new_key="on",
        allowed_hosts="Console.Example., [FD00::1], testme",
        https="Yes",
        connect_timeout="0.5",
        read_timeout="3600",
        total_timeout="1800",
        upstream_proxy="http://user:pw@proxy:3128",
        ca_bundle=str(bundle),
        max_answer_mb="1",
        max_upload_mb="65536",
        history_answer_kb="1",
        history_calls="10",
        threads="2",
        calls_per_person="1",
        calls_in_all="10000",
        stop_timeout="0.5",
        ks="djJ8YQ",
        oidc_issuer="https://login.example/realms/video/",
        oidc_client_id="console",
        oidc_client_secret="s" * 20,
        oidc_scopes="openid groups",
        oidc_groups_claim="realm_access.roles",
        oidc_roles="CN=video,OU=x=change; admins = administer;",
        oidc_default_role="read",
        oidc_name="Example ID",
    )
    assert {item.name: getattr(settings, item.name) for item in fields(Settings)} == {
        "host": "::1",
        "port": 65535,
        "data_dir": tmp_path / "data",
        "database_url": "postgresql+psycopg://u:p@db/testme",
        "regions_file": Path("/etc/regions.toml"),
        "default_region": "eu",
        "sandbox": "off",
        "sandbox_origins": ("https://app.example", "http://localhost:3000"),
        "auth": "oidc",
        "password": PASSWORD,
        "sign_in_hours": 1,
        "sign_in_days": 365,
        "workspace_days": 2,
        "audit_days": 3650,
        "proxy_user_header": "X-User",
        "trusted_proxies": ("10.0.0.1", "::1"),
        "proxy_count": 2,
        "secret_key": "k" * 32,
        "key_file": Path("/run/testme.key"),
        "accept_new_key": True,
        "allowed_hosts": ("console.example", "fd00::1", "testme"),
        "https": True,
        "connect_timeout": 0.5,
        "read_timeout": 3600.0,
        "total_timeout": 1800.0,
        "upstream_proxy": "http://user:pw@proxy:3128",
        "ca_bundle": bundle,
        "max_answer_mb": 1,
        "max_upload_mb": 65536,
        "history_answer_kb": 1,
        "history_calls": 10,
        "threads": 2,
        "calls_per_person": 1,
        "calls_in_all": 10000,
        "stop_timeout": 0.5,
        "ks": "djJ8YQ",
        "oidc_issuer": "https://login.example/realms/video/",
        "oidc_client_id": "console",
        "oidc_client_secret": "s" * 20,
        "oidc_scopes": "openid groups",
        "oidc_groups_claim": "realm_access.roles",
        "oidc_roles": (("CN=video,OU=x", "change"), ("admins", "administer")),
        "oidc_default_role": "read",
        "oidc_name": "Example ID",
    }


def test_they_cannot_be_changed_afterwards(tmp_path: Path) -> None:
    settings = load(tmp_path)
    with pytest.raises(FrozenInstanceError):
        settings.auth = "none"  # type: ignore[misc]  # the point of the test


def test_space_around_a_value_and_empty_values_do_no_harm(tmp_path: Path) -> None:
    settings = load(tmp_path, port=" 9000 ", threads="", auth="  ")
    assert (settings.port, settings.threads, settings.auth) == (9000, 8, "none")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("port", "0", "takes a whole number from 1 to 65535."),
        ("port", "65536", "takes a whole number from 1 to 65535."),
        ("port", "eighty", "takes a whole number from 1 to 65535."),
        ("port", "8080.0", "takes a whole number from 1 to 65535."),
        ("port", "-1", "takes a whole number from 1 to 65535."),
        ("port", "٨٠٨٠", "takes a whole number from 1 to 65535."),
        ("port", "9" * 5000, "takes a whole number from 1 to 65535."),
        ("threads", "1", "takes a whole number from 2 to 256."),
        ("history_calls", "9", "takes a whole number from 10 to 1000000."),
        ("connect_timeout", "0", "takes a number of seconds, above 0 and up to 3600."),
        ("connect_timeout", "-1", "takes a number of seconds, above 0 and up to 3600."),
        ("read_timeout", "nan", "takes a number of seconds, above 0 and up to 3600."),
        ("read_timeout", "inf", "takes a number of seconds, above 0 and up to 3600."),
        ("read_timeout", "1 minute", "takes a number of seconds, above 0 and up to 3600."),
        ("sandbox", "maybe", "takes on, off or open."),
        ("sandbox_origins", "*", "takes origins such as https://app.example, comma separated."),
        ("https", "2", "takes on or off."),
        ("auth", "Password", "takes one of none, password, people, oidc, proxy."),
        ("trusted_proxies", "proxy.example", "takes IP addresses, comma separated."),
        ("trusted_proxies", "127.0.0.1,10.0.0.0/8", "takes IP addresses, comma separated."),
        (
            "allowed_hosts",
            "https://console.example",
            "takes host names, comma separated, without https:// and without port.",
        ),
        (
            "allowed_hosts",
            "a.example,console.example:8443",
            "takes host names, comma separated, without https:// and without port.",
        ),
        ("upstream_proxy", "proxy:3128", "takes a URL such as http://host:port."),
        ("upstream_proxy", "socks5://proxy:1080", "takes a URL such as http://host:port."),
        ("upstream_proxy", "http://proxy:99999", "takes a URL such as http://host:port."),
        (
            "oidc_issuer",
            "http://login.example",
            "takes a URL such as https://login.example; http for loopback alone.",
        ),
        (
            "oidc_issuer",
            "https://login.example/?a=b",
            "takes a URL such as https://login.example; http for loopback alone.",
        ),
        (
            "oidc_issuer",
            "https://[login",
            "takes a URL such as https://login.example; http for loopback alone.",
        ),
        ("oidc_scopes", "profile", "takes scopes separated by blanks, openid among them."),
        (
            "oidc_roles",
            "admins=root",
            "takes group=role, separated by semicolons; a role is one of read, call, change, "
            "administer.",
        ),
        (
            "oidc_roles",
            "admins",
            "takes group=role, separated by semicolons; a role is one of read, call, change, "
            "administer.",
        ),
        (
            "oidc_default_role",
            "all",
            "takes one of read, call, change, administer, none.",
        ),
        ("oidc_name", "x" * 41, "takes up to 40 characters."),
        ("ca_bundle", "/no/such/file", "names /no/such/file, which does not exist."),
    ],
)
def test_a_value_that_does_not_fit_is_named(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    assert faults_of(tmp_path, **{name: value}) == [f"TESTME_{name.upper()} {sentence}"]


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, port="x", sandbox="x", read_timeout="x", pasword="x", auth="x")
    assert [fault.split()[0] for fault in faults] == [
        "TESTME_PASWORD",
        "TESTME_PORT",
        "TESTME_SANDBOX",
        "TESTME_AUTH",
        "TESTME_READ_TIMEOUT",
    ]
    assert not (tmp_path / "data").exists()


def test_a_name_that_is_none_is_refused(tmp_path: Path) -> None:
    # TESTME_AUHT=password would otherwise be a console without a lock.
    assert faults_of(tmp_path, auht="password") == [
        "TESTME_AUHT is not a setting of this console; look for the name in the README."
    ]
    assert faults_of(tmp_path, host_file="/x")[0].startswith("TESTME_HOST_FILE is not a setting")
    environ = {"TESTME_DATA_DIR": str(tmp_path), "TEST_ME": "1", "PATH": "/bin"}
    assert Settings.load(environ).port == 8080


@pytest.mark.parametrize("name", ["password", "secret_key", "database_url", "oidc_client_secret"])
def test_a_secret_comes_from_a_file(tmp_path: Path, name: str) -> None:
    file = tmp_path / "mounted"
    file.write_text(f"  {'s' * 40}\n")
    settings = load(tmp_path, **{f"{name}_file": str(file)})
    assert getattr(settings, name) == "s" * 40


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mounted"
    file.write_text(PASSWORD)
    assert faults_of(tmp_path, password=PASSWORD, password_file=str(file)) == [
        "TESTME_PASSWORD and TESTME_PASSWORD_FILE are both set: set one of them."
    ]
    assert load(tmp_path, password=PASSWORD, password_file="").password == PASSWORD


def test_a_secret_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text(" \n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    begin = "TESTME_SECRET_KEY cannot be read, as TESTME_SECRET_KEY_FILE names"
    for name, reason in {
        "absent": "a file or folder that cannot be used: No such file or directory",
        "empty": "an empty file.",
        "binary": "a file that is not text.",
        "": "a file or folder that cannot be used: Is a directory",
    }.items():
        [fault] = faults_of(tmp_path, secret_key_file=str(tmp_path / name))
        assert fault.startswith(f"{begin} {reason}")


def test_secrets_do_not_show_in_a_printed_object(tmp_path: Path) -> None:
    settings = load(
        tmp_path, password=PASSWORD, secret_key="k" * 40, database_url="sqlite:////secret.db"
    )
    for secret in (PASSWORD, "k" * 40, "secret.db"):
        assert secret not in repr(settings)
    assert "port=8080" in repr(settings)


def test_the_key_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    first = load(tmp_path).secret_key
    file = tmp_path / "data" / "secret_key"
    assert len(first) == 64
    assert file.read_text() == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert load(tmp_path).secret_key == first
    other = tmp_path / "other"
    other.mkdir()
    assert load(other).secret_key != first


def test_a_key_of_ones_own_is_not_written_down(tmp_path: Path) -> None:
    assert load(tmp_path, secret_key="k" * 32).secret_key == "k" * 32
    assert list((tmp_path / "data").iterdir()) == []


def test_a_key_of_blanks_is_no_key(tmp_path: Path) -> None:
    """It was taken for none, and everything sealed with one made at once."""
    for blanks in (" ", " " * 40, "\t\n"):
        assert faults_of(tmp_path, secret_key=blanks) == [
            "TESTME_SECRET_KEY holds nothing but blanks."
        ]
    assert not (tmp_path / "data").exists()
    file = tmp_path / "key"
    file.write_text(" \n" * 40)
    [fault] = faults_of(tmp_path, secret_key_file=str(file))
    assert fault == (
        "TESTME_SECRET_KEY cannot be read, as TESTME_SECRET_KEY_FILE names an empty file."
    )


def test_the_key_may_live_apart_from_the_data(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    file = tmp_path / "keys" / "testme"
    settings = load(tmp_path, key_file=str(file))
    assert file.read_text() == settings.secret_key
    assert file.stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "data" / "secret_key").exists()
    [fault] = faults_of(tmp_path, key_file=str(tmp_path / "nowhere" / "key"))
    assert fault.startswith("TESTME_KEY_FILE names a file or folder that cannot be used: No such")


def test_a_damaged_key_is_not_replaced_in_silence(tmp_path: Path) -> None:
    load(tmp_path)
    (tmp_path / "data" / "secret_key").write_text("")
    [fault] = faults_of(tmp_path)
    assert fault.startswith(f"{tmp_path / 'data' / 'secret_key'} holds no key any more: bring it")


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    [fault] = faults_of(tmp_path)
    assert fault.startswith("TESTME_DATA_DIR names a file or folder that cannot be used: ")
    assert str(tmp_path / "data") in fault


OPEN_HOSTS = ["0.0.0.0", "::", "[::]", "192.168.1.5", "10.0.0.1", "fe80::1", "console.example", "*"]


@pytest.mark.parametrize("host", OPEN_HOSTS)
def test_a_console_that_others_can_reach_needs_a_lock(tmp_path: Path, host: str) -> None:
    [fault] = faults_of(tmp_path, host=host)
    assert fault == (
        f"TESTME_HOST is {host.strip('[]')}, which other machines can reach, and TESTME_AUTH is "
        "none: set TESTME_AUTH=password with TESTME_PASSWORD, TESTME_AUTH=people, or "
        "TESTME_AUTH=proxy behind a proxy that signs people in, or keep TESTME_HOST=127.0.0.1."
    )
    assert not (tmp_path / "data").exists()
    assert load(tmp_path, host=host, auth="password", password=PASSWORD).loopback is False
    assert load(tmp_path, host=host, auth="proxy").auth == "proxy"
    assert load(tmp_path, host=host, auth="people").auth == "people"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"])
def test_loopback_needs_none(tmp_path: Path, host: str) -> None:
    assert load(tmp_path, host=host).loopback is True


def test_a_password_and_a_key_have_to_be_long_enough(tmp_path: Path) -> None:
    short = "TESTME_AUTH is password: set TESTME_PASSWORD to at least 8 characters."
    assert faults_of(tmp_path, auth="password") == [short]
    assert faults_of(tmp_path, auth="password", password="1234567") == [short]
    assert load(tmp_path, auth="password", password="12345678").password == "12345678"
    key = "TESTME_SECRET_KEY takes at least 32 characters."
    assert faults_of(tmp_path, secret_key="k" * 31) == [key]
    assert faults_of(tmp_path, auth="password", secret_key="k") == [short, key]


def test_a_provider_has_to_be_named_and_let_somebody_in(tmp_path: Path) -> None:
    missing = "TESTME_AUTH is oidc: set TESTME_OIDC_{}.".format
    nobody = (
        "TESTME_AUTH is oidc, and nobody could come in: set TESTME_OIDC_ROLES, or a "
        "TESTME_OIDC_DEFAULT_ROLE."
    )
    assert faults_of(tmp_path, auth="oidc") == [missing("ISSUER"), missing("CLIENT_ID"), nobody]
    named = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "console"}
    assert faults_of(tmp_path, auth="oidc", **named) == [nobody]
    assert load(tmp_path, auth="oidc", oidc_default_role="read", **named).oidc_roles == ()
    assert load(tmp_path, auth="oidc", oidc_roles="a=read", **named).auth == "oidc"
    # Whoever sets it believes that it locks something.
    assert faults_of(tmp_path, **named) == [
        "TESTME_OIDC_ISSUER is set and TESTME_AUTH is none: set TESTME_AUTH=oidc, or take it away."
    ]
