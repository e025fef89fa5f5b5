"""Everything an operator can set: read from TESTME_* once, checked, then frozen.

`SETTINGS` is the one list: the README's table, the parsing and the messages come
from it. Any secret may also be given as NAME_FILE, the path of a file that holds it
(as container platforms mount them). Faults are gathered and reported together.
"""

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, fields
from pathlib import Path
from typing import Any

from app.setting_oidc import OidcSettings, setting
from app.setting_values import (
    SHORTEST_KEY,
    addresses,
    bare_host,
    existing_path,
    host_names,
    is_loopback,
    kept_key,
    one_of,
    path_or_none,
    proxy_url,
    read,
    reason,
    seconds,
    switch,
    switch_or,
    web_origins,
    whole_number,
)


class SettingsFault(Exception):
    """One or more settings cannot be used; `faults` holds a sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Settings(OidcSettings):
    """The settings of one run; each attribute is TESTME_<NAME> in the environment."""

    host: str = setting(
        "127.0.0.1", "Address to listen on. Anything but loopback needs TESTME_AUTH.", bare_host
    )
    port: int = setting("8080", "Port to listen on.", whole_number(1, 65535))
    data_dir: Path = setting(
        "instance", "Folder for the database, the key, imported schemas and the sandbox.", Path
    )
    database_url: str = setting(
        "",
        "SQLAlchemy URL of the history database. Empty: SQLite in the data folder. "
        "PostgreSQL: postgresql+psycopg://user:password@host/name.",
        secret=True,
    )
    regions_file: Path | None = setting(
        "", "TOML file with endpoints of your own, one [[region]] each.", path_or_none
    )
    default_region: str = setting("sandbox", "Id of the region that a new visitor sees.")
    sandbox: str = setting(
        "on",
        "Whether the built-in sandbox is offered; with open, clients need no token of it, whatever "
        "TESTME_AUTH says.",
        switch_or("open"),
    )
    sandbox_origins: tuple[str, ...] = setting(
        "",
        "Origins of web pages elsewhere that may call the sandbox, as https://app.example, comma "
        "separated.",
        web_origins,
    )
    auth: str = setting(
        "none",
        "Who may use the console: none (loopback only), password (one shared password), "
        "people (by name, added with `flask --app app people add`), oidc (an OpenID Connect "
        "provider signs people in), proxy (a signing-in proxy in front names the user).",
        one_of("none", "password", "people", "oidc", "proxy"),
    )
    password: str = setting(
        "", "The shared password for TESTME_AUTH=password; at least 8 characters.", secret=True
    )
    sign_in_hours: int = setting(
        "72", "Hours without a request after which people sign in again.", whole_number(1, 8760)
    )
    sign_in_days: int = setting(
        "30", "Days after which people sign in again in any case.", whole_number(1, 365)
    )
    workspace_days: int = setting(
        "365",
        "Days after which a workspace that no person owns and no browser came to is removed.",
        whole_number(1, 3650),
    )
    audit_days: int = setting(
        "365",
        "Days for which sign-ins, refusals, guarded calls and the like are kept.",
        whole_number(1, 3650),
    )
    proxy_user_header: str = setting(
        "X-Forwarded-User", "With TESTME_AUTH=proxy: the header that names the user."
    )
    trusted_proxies: tuple[str, ...] = setting(
        "127.0.0.1,::1",
        "Addresses of proxies in front, whose headers are believed, comma separated.",
        addresses,
    )
    proxy_count: int = setting(
        "0",
        "How many proxies in a row stand in front and add to X-Forwarded-For: by it guesses are "
        "counted for who makes them. 0: it is not read.",
        whole_number(0, 9),
    )
    secret_key: str = setting(
        "",
        "Key that seals secrets; at least 32 characters. Empty: made once and kept in "
        "TESTME_KEY_FILE.",
        secret=True,
    )
    key_file: Path | None = setting(
        "",
        "File that keeps the key that was made. Empty: secret_key in the data folder.",
        path_or_none,
    )
    accept_new_key: bool = setting(
        "off",
        "Whether to start although TESTME_SECRET_KEY does not open what is stored, which stays "
        "unreadable then.",
        switch,
    )
    allowed_hosts: tuple[str, ...] = setting(
        "",
        "Host names under which people reach the console, comma separated, besides "
        "loopback and TESTME_HOST; a request for another one is refused.",
        host_names,
    )
    https: bool = setting(
        "off", "Whether people reach the console over https: cookies are then Secure.", switch
    )
    connect_timeout: float = setting("5", "Seconds to wait for a connection.", seconds)
    read_timeout: float = setting("60", "Seconds to wait for an endpoint's next bytes.", seconds)
    total_timeout: float = setting(
        "600",
        "Seconds that a whole answer may take, counted from when its request has been sent.",
        seconds,
    )
    upstream_proxy: str = setting(
        "",
        "HTTP proxy for calls to endpoints, as http://host:port. It resolves their names, so that "
        "addresses are not checked here. Empty: none.",
        proxy_url,
    )
    ca_bundle: Path | None = setting(
        "",
        "File with certificates to trust for endpoints, besides those of certifi, which are "
        "always trusted.",
        existing_path,
    )
    max_answer_mb: int = setting(
        "200", "Decoded megabytes of an answer to take before it is cut.", whole_number(1, 1024)
    )
    max_upload_mb: int = setting(
        "4096", "Megabytes that one request may upload.", whole_number(1, 65536)
    )
    history_answer_kb: int = setting(
        "2048",
        "Kilobytes of each answer that history keeps; a longer one is cut and says so.",
        whole_number(1, 262144),
    )
    history_calls: int = setting(
        "2000",
        "Calls that history keeps for each workspace; pinned ones do not count.",
        whole_number(10, 1000000),
    )
    threads: int = setting(
        "8",
        "Requests for pages that are worked on at once; waiting for an endpoint is no work.",
        whole_number(2, 256),
    )
    calls_per_person: int = setting(
        "8", "Calls that one workspace may have under way; more wait.", whole_number(1, 1000)
    )
    calls_in_all: int = setting(
        "256", "Calls that may be under way for everybody; more wait.", whole_number(1, 10000)
    )
    stop_timeout: float = setting(
        "9",
        "Seconds in which the console ends once it is told to: calls under way may go on until "
        "three before, then they are stopped, and history says so.",
        seconds,
    )
    ks: str = setting(
        "",
        "KS that `flask --app app call` and `flask --app app workflow run` send, instead of one "
        "that is kept.",
        secret=True,
    )

    @property
    def loopback(self) -> bool:
        """Whether TESTME_HOST can be reached from this machine alone."""
        return is_loopback(self.host)

    @property
    def key_path(self) -> Path:
        """Where the key is kept that was made, if none was given."""
        return self.key_file or self.data_dir / "secret_key"

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read, check and freeze the settings; make the data folder and the key.

        `environ` stands in for the process environment. Raises SettingsFault with
        every fault found, each a sentence that names its variable.
        """
        source = os.environ if environ is None else environ
        faults = _unknown(source)
        values: dict[str, Any] = {}
        for item in _every():
            name = variable(item.name)
            try:
                text = read(source, name, item.metadata["secret"]) or item.metadata["default"]
                values[item.name] = item.metadata["parse"](text)
            except (ValueError, OSError) as fault:
                faults.append(f"{name} {reason(fault)}.")
        if faults:
            raise SettingsFault(faults)
        loaded = cls(**values)
        faults = _contradictions(loaded)
        if faults:
            raise SettingsFault(faults)
        return loaded._with_kept_values()

    def _with_kept_values(self) -> "Settings":
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            key = self.secret_key or kept_key(self.key_path)
        except OSError as fault:
            name = "TESTME_KEY_FILE" if self.key_file else "TESTME_DATA_DIR"
            raise SettingsFault([f"{name} {reason(fault)}."]) from fault
        except ValueError as fault:
            raise SettingsFault([str(fault)]) from fault
        url = self.database_url or f"sqlite:///{(self.data_dir / 'testme.sqlite').resolve()}"
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return Settings(**{**values, "secret_key": key, "database_url": url})


def variable(attribute: str) -> str:
    """The environment variable of an attribute: host -> TESTME_HOST."""
    return "TESTME_" + attribute.upper()


def table() -> list[tuple[str, str, str]]:
    """(variable, default, sentence) of every setting, for the README and its test."""
    return [
        (variable(item.name), item.metadata["default"], item.metadata["sentence"])
        for item in _every()
    ]


def _every() -> "list[Field[Any]]":
    """Those that every console has first."""
    return sorted(fields(Settings), key=lambda item: item.name.startswith("oidc_"))


def _unknown(source: Mapping[str, str]) -> list[str]:
    known = {variable(item.name) for item in fields(Settings)}
    known |= {variable(item.name) + "_FILE" for item in fields(Settings) if item.metadata["secret"]}
    # A setting misspelt would silently be the default; TESTME_AUTH misspelt would be no lock.
    return [
        f"{name} is not a setting of this console; look for the name in the README."
        for name in sorted(source)
        if name.startswith("TESTME_") and name not in known
    ]


def _contradictions(settings: Settings) -> list[str]:
    faults = []
    if settings.auth == "none" and not settings.loopback:
        faults.append(
            f"TESTME_HOST is {settings.host}, which other machines can reach, and TESTME_AUTH is "
            "none: set TESTME_AUTH=password with TESTME_PASSWORD, TESTME_AUTH=people, or "
            "TESTME_AUTH=proxy behind a proxy that signs people in, or keep TESTME_HOST=127.0.0.1."
        )
    if settings.auth == "password" and len(settings.password) < 8:
        faults.append("TESTME_AUTH is password: set TESTME_PASSWORD to at least 8 characters.")
    if settings.secret_key and len(settings.secret_key) < SHORTEST_KEY:
        faults.append(f"TESTME_SECRET_KEY takes at least {SHORTEST_KEY} characters.")
    return faults + settings.oidc_faults(settings.auth)
