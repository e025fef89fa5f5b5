"""The parts of a console made from its settings, without any web around them."""

import hmac
import logging
from functools import partial

from app import regions
from app.call.admission import Counted
from app.call.transport.door import Transport
from app.call.transport.in_process import InProcessAdapter
from app.call.transport.provider import ProviderDoor
from app.desk.drafts import DraftStore
from app.desk.parts import Parts
from app.desk.row_runs.dbos_engine import DbosEngine, engine_database
from app.desk.row_runs.keeper import Keeper
from app.desk.row_runs.rows import RunRows
from app.desk.row_runs.store import RowRunStore
from app.desk.running.run import RunStore
from app.desk.saved.store import SavedStore
from app.desk.saved.variables import VariableStore
from app.history.store import History
from app.people.audit import Audit
from app.people.bearers import Bearers
from app.people.entering import Entrance
from app.people.identity import ProviderEntrance
from app.people.own import Own
from app.people.space import Space
from app.people.store import People
from app.people.tokens import Tokens
from app.people.visits import Visits
from app.sandbox import Sandbox
from app.sandbox.token import SandboxToken
from app.schema.facts import bundled
from app.schema.help.client_library import LibraryWords
from app.schema.help.texts import Help, own_words
from app.schema.store import SchemaStore
from app.sessions.accounts import AccountStore
from app.sessions.jar import SessionJar
from app.settings import Settings
from app.storage.engine import migrate, open_database
from app.storage.keys import cookie_key
from app.storage.retention import Retention
from app.storage.running import Presence
from app.storage.sealing import Sealer
from app.storage.throttle import DatabaseThrottle
from app.storage.undo import Undo

SANDBOX_PATH = "/sandbox"
# What an application keeps its parts under.
EXTENSION = "testme"


def assembled(settings: Settings) -> Parts:
    """Raises SettingsFault, RegionsFault, DatabaseUnusable and WrongKey."""
    engine = open_database(settings.database_url)
    migrate(engine)
    sealer = Sealer(settings.secret_key)
    cookies = cookie_key(engine, sealer, give_up=settings.accept_new_key)
    people = People(engine)
    shared = settings.password if settings.auth == "password" else ""
    own = Own(engine, people)
    undo = Undo(engine, sealer)
    audit = Audit(engine, settings.audit_days)
    proof, throttle = _proof(cookies, shared) if shared else "", DatabaseThrottle(engine)
    visits = Visits(
        engine,
        auth=settings.auth,
        proof=proof,
        idle=settings.sign_in_hours * 3600.0,
        longest=settings.sign_in_days * 24 * 3600.0,
        issuer=settings.oidc_issuer,
    )
    provider = None
    if settings.auth == "oidc":
        # Here, as Authlib takes 4 MB that other consoles need not hold.
        from app.people.provider import Provider  # noqa: PLC0415

        door = ProviderDoor(upstream_proxy=settings.upstream_proxy, ca_bundle=settings.ca_bundle)
        provider = Provider(settings, door, cookies)
    sandbox = token = None
    if settings.sandbox != "off":
        folder = settings.data_dir / "sandbox"
        sandbox = Sandbox(folder, bundled(), sealer=sealer)
        # One of before was everybody's to read.
        folder.chmod(0o700)
        if settings.auth != "none" and settings.sandbox != "open":
            token = SandboxToken(settings.data_dir / "sandbox_token", sealer)
    sandbox_url = f"http://127.0.0.1:{settings.port}{SANDBOX_PATH}" if sandbox else None
    allowed = regions.load_regions(settings.regions_file, sandbox_url=sandbox_url)
    if settings.default_region not in allowed:
        logging.getLogger(__name__).warning(
            "TESTME_DEFAULT_REGION names %r, which is none of %s: the first one is used.",
            settings.default_region,
            ", ".join(allowed),
        )
    adapters = {regions.SANDBOX_ID: InProcessAdapter(sandbox, SANDBOX_PATH)} if sandbox else {}
    history = History(
        engine,
        sealer,
        answer_limit_bytes=settings.history_answer_kb * 1024,
        keep_calls=settings.history_calls,
    )
    row_runs = RowRunStore(engine, sealer)
    issuer = settings.oidc_issuer if settings.auth == "oidc" else ""
    entrance = " ".join(filter(None, (settings.auth, proof, issuer)))
    tokens = Tokens(engine, audit, entrance=entrance)
    space, undo = Space(engine, settings.workspace_days), Undo(engine, sealer)
    removing = {
        "Deleted calls": history.purge,
        "What can be brought back no more": undo.purge,
        "Workspaces that nobody comes to": space.forget_abandoned,
        "What happened long ago": audit.prune,
        "Tokens that ended long ago": tokens.prune,
    }
    return Parts(
        settings=settings,
        engine=engine,
        regions=allowed,
        schemas=SchemaStore(settings.data_dir / "schemas"),
        help=Help(own_words(), LibraryWords(settings.data_dir)),
        transport=Transport(
            allowed,
            connect_timeout=settings.connect_timeout,
            read_timeout=settings.read_timeout,
            total_timeout=settings.total_timeout,
            max_bytes=settings.max_answer_mb * 1024 * 1024,
            upstream_proxy=settings.upstream_proxy,
            ca_bundle=settings.ca_bundle,
            adapters=adapters,
        ),
        history=history,
        jar=SessionJar(engine, sealer),
        accounts=AccountStore(engine, sealer),
        drafts=DraftStore(engine, sealer),
        undo=undo,
        saved=SavedStore(engine, sealer, undo),
        variables=VariableStore(engine, sealer),
        runs=RunStore(engine, sealer),
        row_runs=row_runs,
        run_rows=RunRows(engine, sealer),
        keeper=Keeper(
            row_runs,
            partial(DbosEngine, database=engine_database(settings)),
            Presence(settings.data_dir),
        ),
        people=people,
        visits=visits,
        entrance=Entrance(people, visits, own, throttle, shared, audit),
        audit=audit,
        tokens=tokens,
        bearers=Bearers(engine, throttle, audit, entrance=entrance, provided=issuer != ""),
        own=own,
        provider=provider,
        provider_entrance=ProviderEntrance(people, visits, audit, sealer, settings),
        space=space,
        retention=Retention(engine, removing),
        sandbox=sandbox,
        admission=Counted(settings.calls_per_person, settings.calls_in_all),
        cookie_key=cookies,
        sandbox_token=token,
    )


def _proof(key: str, password: str) -> str:
    """What a row of somebody holds who signed in with the password of today."""
    return hmac.new(key.encode(), b"signed in:" + password.encode(), "sha256").hexdigest()
