"""The tabs API Documentation, XML Schema and API Client Libraries, and what other tools read."""

from app.pages import Entry, Page
from app.pages.docs import api, client_libs, exports, xml_schema
from app.pages.docs.guides import GUIDES

PAGES = (
    Page(
        (api.blueprint, exports.blueprint),
        tab=Entry(
            "API Documentation", "api_docs.overview", "Services, actions, classes, enums, errors"
        ),
        place=2,
        entries=(
            Entry("All classes", "api_docs.objects", "List of the objects of the schema"),
            Entry("All enums", "api_docs.enums", "List of the enumerations of the schema"),
            Entry("All errors", "api_docs.errors", "List of the error codes of the schema"),
            Entry(
                "What changed",
                "api_docs.changes",
                "Two versions of the schema side by side, release",
            ),
            *(
                Entry(one.title, "api_docs.guide", one.sentence, (("name", one.name),))
                for one in GUIDES
            ),
        ),
    ),
    Page((xml_schema.blueprint,), tab=Entry("XML Schema", "xml_schema.index"), place=3),
    Page((client_libs.blueprint,), tab=Entry("API Client Libraries", "client_libs.index"), place=4),
)
