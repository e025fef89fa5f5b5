"""The official client libraries, those without a code example too: where each is and how current.

Facts from the registries that are named and from the repositories of the libraries. Where there
is a code example, name and release are those that it is written for.
"""

import re
from dataclasses import dataclass

from app.codegen import language
from app.codegen.lacking import is_compared, lacking
from app.codegen.language import Library, Variant
from app.schema.registry import Registry

_GITHUB = "https://github.com/kaltura/"
_PREFIX = "KalturaGeneratedAPIClients"


@dataclass(frozen=True, slots=True)
class Client:
    """`language` is that of the code example, "" if there is none; then `install` says how.

    `registry` is its name, "" where the library is in none; `numbered` says whether its releases
    are numbered as the server's are. `repository` is the name below github.com/kaltura.
    """

    id: str
    label: str
    repository: str
    note: str
    registry: str = ""
    page: str = ""
    language: str = ""
    name: str = ""
    add: str = ""
    numbered: bool = True

    @property
    def source(self) -> str:
        return _GITHUB + self.repository

    @property
    def variant(self) -> Variant | None:
        """The code example with this library."""
        return language(self.language).variant("client") if self.language else None

    @property
    def library(self) -> Library | None:
        return self.variant.library if self.variant else None

    @property
    def package(self) -> str:
        """Its name in the registry; that of the repository where it is in none."""
        return self.library.name if self.library else self.name or self.repository

    @property
    def version(self) -> str:
        """The release that the examples are written for; "" where there is none."""
        version = self.library.version if self.library else ""
        return version if version[:1].isdecimal() else ""

    @property
    def install(self) -> str:
        """One command that brings the library: a program of any project may use it."""
        return self.add.format(name=self.package, version=self.version) or (
            f"git clone --depth 1 {self.source}.git"
        )


def _generated(name: str) -> str:
    return _PREFIX + name


CLIENTS = (
    Client(
        "php",
        "PHP",
        _generated("PHP53"),
        "With namespaces, for PHP 5.3 and later; loaded by Composer.",
        registry="Packagist",
        page="https://packagist.org/packages/kaltura/api-client-library",
        language="php",
        add="composer require {name}:{version}",
    ),
    Client(
        "php5",
        "PHP without namespaces",
        _generated("PHP"),
        "The older style, one class a file name. No registry is known to have it. "
        "For a new program choose the one above.",
    ),
    Client(
        "java",
        "Java",
        _generated("Java"),
        "For programs and servers on Java; Kotlin uses the same library.",
        registry="Maven Central",
        page="https://central.sonatype.com/artifact/com.kaltura/KalturaApiClient",
        language="java",
        add="mvn dependency:get -Dartifact={name}:{version}",
    ),
    Client(
        "android",
        "Android",
        _generated("Android"),
        "The Java library's sister for apps. Add the repository's folder "
        "KalturaClient to the Gradle project as a module.",
    ),
    Client(
        "csharp",
        "C#",
        _generated("Csharp"),
        "For .NET, with async calls.",
        registry="NuGet",
        page="https://www.nuget.org/packages/Kaltura.Client.Library",
        language="csharp",
        add="dotnet add package {name} --version {version}",
    ),
    Client(
        "python",
        "Python",
        _generated("Python"),
        "For Python 3.",
        registry="PyPI",
        page="https://pypi.org/project/KalturaApiClient/",
        language="python",
        add="pip install {name}=={version}",
    ),
    Client(
        "node",
        "Node.js",
        _generated("NodeJS"),
        "For programs on Node.js, with promises.",
        registry="npm",
        page="https://www.npmjs.com/package/kaltura-client",
        language="node",
        add="npm install {name}@{version}",
    ),
    Client(
        "typescript",
        "TypeScript",
        _generated("Typescript"),
        "For browsers, with a type for every class. Its releases have numbers of their own, and "
        "it was made from a much older server: newer classes and properties are not in it.",
        registry="npm",
        page="https://www.npmjs.com/package/kaltura-typescript-client",
        language="typescript",
        add="npm install {name}@{version}",
        numbered=False,
    ),
    Client(
        "angular",
        "Angular (ngx, with RxJS)",
        _generated("Angular"),
        "Calls give observables of RxJS. It is meant for no registry: build the package "
        "kaltura-ngx-client in its repository and install that file. It asks for Angular 5.",
    ),
    Client(
        "javascript",
        "JavaScript in a page (AJAX)",
        _generated("AJAX"),
        "For pages with jQuery. It has no releases: the repository is made anew with each version "
        "of the server. A secret must never stand in a page: start the session on a server.",
        language="javascript",
    ),
    Client(
        "ruby",
        "Ruby",
        _generated("Ruby"),
        "A gem for programs and servers.",
        registry="RubyGems",
        page="https://rubygems.org/gems/kaltura-client",
        language="ruby",
        add="gem install {name} --version {version}",
    ),
    Client(
        "swift",
        "Swift",
        _generated("Swift"),
        "For apps of iOS alone, as it needs UIKit. The pod is declared in the repository, so "
        "name the repository in the Podfile.",
        name="KalturaClient",
        add=f"pod '{{name}}', :git => '{_GITHUB}{_PREFIX}Swift.git'",
    ),
    Client(
        "objectivec",
        "Objective-C",
        _generated("ObjectiveC"),
        "For older apps of Apple's systems. No registry is known to have it: add its files to the "
        "project.",
    ),
    Client(
        "zend",
        "PHP for Zend Framework 1",
        _generated("ZF"),
        "Classes named as that framework loads them. For a new program choose PHP.",
    ),
    Client(
        "cli",
        "Command line",
        _generated("CLI"),
        "Shell commands such as kalcli for a call and extractKs to read a KS. They need PHP; "
        "setup.sh in the repository installs them. Meant for trying things out.",
    ),
)  # fmt: skip


def client_named(id: str) -> Client | None:
    return next((one for one in CLIENTS if one.id == id), None)


def fit(client: Client, registry: Registry) -> str:
    """One sentence: which version of the library fits the schema, as far as that is known."""
    schema = registry.version
    if not client.version:
        return (
            f"It has no releases in a registry. Take the state of its repository from when the "
            f"server was at {schema}, or the newest: a newer one has what an older server lacks."
        )
    release = f"{client.package} {client.version}"
    if not client.numbered:
        return f"Examples are written for {release}. Its numbers say nothing about the server's."
    ours, theirs = _numbers(client.version), _numbers(schema)
    if not theirs:
        return f"Examples are written for {release}."
    if ours == theirs:
        return f"{release} was made from the release of the server that the schema is of."
    if ours > theirs:
        return (
            f"{release} is newer than the schema ({schema}): it should have what the server "
            "has, and may have more that this server does not know."
        )
    return (
        f"{release} is older than the schema ({schema}): it lacks what came since. Call that over "
        "plain HTTP, or take the library from its repository."
    )


def actions_had(client: Client, registry: Registry) -> tuple[int, int] | None:
    """(actions of the schema that the library has, all of them), None where it is not known."""
    if client.library is None or registry.origin != "bundled" or not is_compared(client.language):
        return None
    lacks = lacking(client.language, client.library)
    every = [
        (service.id, action.name) for service in registry.services for action in service.actions
    ]
    had = sum(
        1
        for service, action in every
        if service not in lacks and f"{service}.{action}" not in lacks
    )
    return had, len(every)


def _numbers(version: str) -> tuple[int, ...]:
    """`22.19.0` as (22, 19); empty for what is no version."""
    return tuple(int(one) for one in re.findall(r"\d+", version)[:2])
